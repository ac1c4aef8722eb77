using Microsoft.AspNetCore.SignalR;
using Patchscopes.Web.Hubs;

namespace Patchscopes.Web.Api;

/// <summary>Registers what the HTTP API and the hub need.</summary>
internal static class ApiServices
{
    public static void AddPatchscopesApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.AddTo(json.SerializerOptions));
        services.AddProblemDetails();
        services.AddHealth();
        services.AddEmbedCache();
        services.AddOpenApi(ApiSchemas.Describe);
        services.AddSingleton<HubConnectionLimit>();
        services.AddSingleton<HubFaults>();
        services.AddSignalR()
            .AddJsonProtocol(protocol => ApiJson.AddTo(protocol.PayloadSerializerOptions))
            .AddHubOptions<PatchscopesHub>(hub =>
            {
                hub.MaximumReceiveMessageSize = PatchscopesHub.LargestMessage;
                hub.AddFilter<HubFaults>();
                hub.AddFilter<HubConnectionLimit>();
            });
        services.AddLogging(HubFaults.Quiet);
    }
}
