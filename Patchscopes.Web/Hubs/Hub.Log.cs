namespace Patchscopes.Web.Hubs;

internal static partial class HubLog
{
    [LoggerMessage(95, LogLevel.Error, "{Method} of the hub broke")]
    public static partial void Broke(this ILogger<PatchscopesHub> log, string method, Exception fault);
}
