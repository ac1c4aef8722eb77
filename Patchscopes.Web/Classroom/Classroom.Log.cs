namespace Patchscopes.Web.Classroom;

/// <summary>What the log says of rooms.</summary>
internal static partial class ClassroomLog
{
    [LoggerMessage(80, LogLevel.Error, "A run that a room shows broke")]
    public static partial void RunBroke(this ILogger log, Exception fault);

    [LoggerMessage(81, LogLevel.Error, "The stream of a room's follower broke")]
    public static partial void StreamBroke(this ILogger log, Exception fault);
}
