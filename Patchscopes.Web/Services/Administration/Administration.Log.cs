namespace Patchscopes.Web.Services.Administration;

internal static partial class AdministrationLog
{
    [LoggerMessage(60, LogLevel.Warning, "A wrong administrator's key was given")]
    public static partial void WrongKey(this ILogger<AdministratorKey> log);
}
