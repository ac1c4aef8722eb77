namespace Patchscopes.Web.Services.Runs;

internal static partial class SweepJobLog
{
    [LoggerMessage(20, LogLevel.Information, "Map of {Cells} cells on {Model} in {Seconds:0.000} s")]
    public static partial void Finished(this ILogger<SweepJob> log, string model, int cells, double seconds);

    [LoggerMessage(21, LogLevel.Information, "Map on {Model} stopped after {Done} of {Cells} cells")]
    public static partial void Stopped(this ILogger<SweepJob> log, string model, int done, int cells);

    [LoggerMessage(22, LogLevel.Error, "A map on {Model} broke")]
    public static partial void Broke(this ILogger<SweepJob> log, string model, Exception error);
}
