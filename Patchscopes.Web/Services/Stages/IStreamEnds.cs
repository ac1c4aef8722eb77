namespace Patchscopes.Web.Services.Stages;

/// <summary>Makes the last lines that every kind of stream may end with.</summary>
/// <typeparam name="TEvent">The stream's lines.</typeparam>
public interface IStreamEnds<TEvent>
    where TEvent : IStreamEnds<TEvent>
{
    /// <summary>The stream is whole.</summary>
    /// <param name="seconds">On the inference thread.</param>
    static abstract TEvent Done(double seconds);

    /// <summary>It was stopped; what came stays valid.</summary>
    static abstract TEvent Cancelled();

    /// <summary>It broke.</summary>
    /// <param name="message">For the visitor; never a path or a stack trace.</param>
    static abstract TEvent Failed(string message);
}
