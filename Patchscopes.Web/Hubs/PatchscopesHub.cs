using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Hubs;

/// <summary>The stream of POST /api/v1/sweeps over SignalR.</summary>
internal sealed class PatchscopesHub(IPatchscopeService service) : Hub
{
    public const string Path = "/hubs/patchscopes";

    /// <summary>In bytes; as the HTTP API, and some for what SignalR puts around a request. A longer message makes it hang up.</summary>
    public const int LargestMessage = RequestReader.LargestRequest + 1024;

    /// <summary>Streams a map; a refusal is a <see cref="HubException"/> with the words of the HTTP API.</summary>
    /// <param name="request">As the body of POST /api/v1/sweeps.</param>
    /// <param name="cancellationToken">The client has left the stream.</param>
    public async Task<IAsyncEnumerable<SweepEvent>> StreamSweep(JsonElement request, CancellationToken cancellationToken)
    {
        try
        {
            var run = await service.StartSweepAsync(RequestReader.Sweep(request), view: null, cancellationToken);
            return run.Events;
        }
        catch (RequestRefusedException refusal)
        {
            throw new HubException(refusal.Message, refusal);
        }
    }
}
