using System.Diagnostics.CodeAnalysis;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A job with a single result that one caller awaits.</summary>
internal sealed class InferenceCall<T>(double work, Func<CancellationToken, T> body, CancellationToken caller) : InferenceJob(work)
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The result, or what the body threw.</summary>
    public Task<T> Outcome => _outcome.Task;

    [SuppressMessage("Design", "CA1031", Justification = "The exception is handed to the awaiting caller.")]
    public override void Run(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, caller);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            _outcome.TrySetResult(body(either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            _outcome.TrySetCanceled(caller.IsCancellationRequested ? caller : stopping);
        }
        catch (Exception error)
        {
            _outcome.TrySetException(error);
        }
    }

    public override void Drop() => _outcome.TrySetCanceled(caller);
}
