using System.Text.Json.Serialization;
using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Services.Stages;

/// <summary>One line of the stream of an ablation.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AblationStarted), "start")]
[JsonDerivedType(typeof(AblationStepped), "step")]
[JsonDerivedType(typeof(AblationDone), "done")]
[JsonDerivedType(typeof(AblationCancelled), "cancelled")]
[JsonDerivedType(typeof(AblationFailed), "failed")]
public abstract record AblationEvent : IStreamEnds<AblationEvent>
{
    /// <inheritdoc/>
    public static AblationEvent Done(double seconds) => new AblationDone(seconds);

    /// <inheritdoc/>
    public static AblationEvent Cancelled() => new AblationCancelled();

    /// <inheritdoc/>
    public static AblationEvent Failed(string message) => new AblationFailed(message);
}

/// <summary>The first line.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Relation">The relation's key.</param>
/// <param name="Rows">Questions asked in each form at each step.</param>
/// <param name="Blocks">How many blocks there are to remove from.</param>
/// <param name="Steps">How many steps will come, the untouched model's included.</param>
public sealed record AblationStarted(string Model, string Relation, int Rows, int Blocks, int Steps) : AblationEvent;

/// <summary>Right answers without the topmost feed-forward layers, fewer of them at each step.</summary>
/// <param name="RemovedFrom">The lowest block whose feed-forward layer is gone; the number of blocks where none is.</param>
/// <param name="Abstractive">Of the questions as they are.</param>
/// <param name="Extractive">Of those with the facts in front.</param>
public sealed record AblationStepped(int RemovedFrom, AnswerCount Abstractive, AnswerCount Extractive) : AblationEvent;

/// <summary>The last line of a whole stream.</summary>
/// <param name="Seconds">On the inference thread.</param>
public sealed record AblationDone(double Seconds) : AblationEvent;

/// <summary>The last line of a stream that was stopped.</summary>
public sealed record AblationCancelled : AblationEvent;

/// <summary>The last line of a stream that broke; never a path or a stack trace.</summary>
public sealed record AblationFailed(string Message) : AblationEvent;
