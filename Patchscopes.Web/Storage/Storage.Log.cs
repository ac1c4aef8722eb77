namespace Patchscopes.Web.Storage;

/// <summary>What the log says of the store.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(70, LogLevel.Error, "The store refused.")]
    public static partial void Refused(this ILogger log, Exception fault);

    [LoggerMessage(71, LogLevel.Information, "Deleted {Count} expired runs")]
    public static partial void Expired(this ILogger log, int count);
}
