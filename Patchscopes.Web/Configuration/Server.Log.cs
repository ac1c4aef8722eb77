namespace Patchscopes.Web.Configuration;

internal static partial class ServerLog
{
    [LoggerMessage(40, LogLevel.Critical, "The settings cannot be used: {Failures}")]
    public static partial void SettingsRefused(this ILogger log, string failures);

    [LoggerMessage(41, LogLevel.Critical, "{Reason}")]
    public static partial void StoreRefused(this ILogger log, string reason);
}
