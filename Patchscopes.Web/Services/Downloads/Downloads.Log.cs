namespace Patchscopes.Web.Services.Downloads;

internal static partial class DownloadsLog
{
    [LoggerMessage(50, LogLevel.Information, "Downloaded {Model}")]
    public static partial void Downloaded(this ILogger log, string model);

    [LoggerMessage(51, LogLevel.Warning, "Could not download {Model}: {Why}")]
    public static partial void NotDownloaded(this ILogger log, string model, string why, Exception? error);
}
