namespace Patchscopes.Web.Storage;

/// <summary>What the log says of the store.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(70, LogLevel.Error, "The store refused.")]
    public static partial void Refused(this ILogger log, Exception fault);

    [LoggerMessage(71, LogLevel.Information, "Deleted {Count} expired runs")]
    public static partial void Expired(this ILogger log, int count);

    [LoggerMessage(72, LogLevel.Error, "What has expired could not be deleted; the next try is in an hour")]
    public static partial void ExpiryFailed(this ILogger log, Exception fault);

    [LoggerMessage(73, LogLevel.Error, "The content of the kept run {Id} cannot be read")]
    public static partial void Unreadable(this ILogger log, string id, Exception fault);
}
