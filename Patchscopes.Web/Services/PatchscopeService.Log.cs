namespace Patchscopes.Web.Services;

internal static partial class PatchscopeServiceLog
{
    [LoggerMessage(30, LogLevel.Error, "A cell on {Model} broke")]
    public static partial void CellBroke(this ILogger<PatchscopeService> log, string model, Exception error);
}
