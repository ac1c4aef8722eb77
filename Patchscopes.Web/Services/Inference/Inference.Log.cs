namespace Patchscopes.Web.Services.Inference;

internal static partial class InferenceLog
{
    [LoggerMessage(1, LogLevel.Information, "Inference thread started; tensor operations use {Threads} threads")]
    public static partial void Started(this ILogger<InferenceThread> log, int threads);

    [LoggerMessage(2, LogLevel.Critical, "The inference thread broke")]
    public static partial void Broke(this ILogger<InferenceThread> log, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "The inference thread is still busy; the server stops without it")]
    public static partial void LeftBehind(this ILogger<InferenceThread> log);

    [LoggerMessage(3, LogLevel.Information, "Model {Name} ({Hash}) loaded and checked in {Seconds:0.00} s")]
    public static partial void Loaded(this ILogger<ModelShelf> log, string name, string hash, double seconds);

    [LoggerMessage(4, LogLevel.Error, "Model {Name} could not be loaded: {Why}")]
    public static partial void NotLoaded(this ILogger<ModelShelf> log, string name, string why, Exception? error);

    [LoggerMessage(6, LogLevel.Information, "Model {Name} gave up its memory to {Other}")]
    public static partial void Freed(this ILogger<ModelMemory> log, string name, string other);

    [LoggerMessage(7, LogLevel.Information, "Model {Name} was taken out of memory by an administrator")]
    public static partial void Evicted(this ILogger<ModelMemory> log, string name);
}
