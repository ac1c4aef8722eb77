namespace Patchscopes.Web.Services.Stages;

internal static partial class StageJobLog
{
    [LoggerMessage(30, LogLevel.Information, "Stages of {Model} in {Seconds:0.000} s")]
    public static partial void Finished(this ILogger log, string model, double seconds);

    [LoggerMessage(31, LogLevel.Information, "Stages of {Model} stopped")]
    public static partial void Stopped(this ILogger log, string model);

    [LoggerMessage(32, LogLevel.Error, "Stages of {Model} broke")]
    public static partial void Broke(this ILogger log, string model, Exception error);
}
