namespace Patchscopes.Web.Configuration;

internal static partial class ServerLog
{
    [LoggerMessage(40, LogLevel.Critical, "The settings cannot be used: {Failures}")]
    public static partial void SettingsRefused(this ILogger log, string failures);

    [LoggerMessage(41, LogLevel.Critical, "{Reason}")]
    public static partial void StoreRefused(this ILogger log, string reason);

    [LoggerMessage(42, LogLevel.Warning, "A request came through a proxy at {Address}, which Limits:TrustedProxies does not list: all its visitors count as one address")]
    public static partial void ProxyNotTrusted(this ILogger log, string address);
}
