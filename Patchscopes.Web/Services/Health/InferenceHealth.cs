using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Health;

/// <summary>
/// Whether the inference thread answers: it is given an empty job before all others, at most one at a time however often
/// is asked. While it computes it answers late, which is no fault until no job takes so long.
/// </summary>
internal sealed class InferenceHealth(InferenceQueue queue, IOptions<InferenceOptions> options, TimeProvider time) : IHealthCheck
{
    public const string Name = "inference";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>No job takes longer but a very large model that is read from a very slow disk.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private InferenceCall<bool>? _question;
    private long _asked;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (Ask() is not { } question)
            return HealthCheckResult.Unhealthy(Words.Stopping, data: Data(answers: false));
        try
        {
            await question.Outcome.WaitAsync(Patience, time, cancellationToken);
            var length = queue.Length;
            return length >= options.Value.QueueLength
                ? HealthCheckResult.Degraded($"All {options.Value.QueueLength} places of the queue are taken.", data: Data(answers: true))
                : HealthCheckResult.Healthy("The inference thread answers.", Data(answers: true));
        }
        catch (TimeoutException)
        {
            var waiting = time.GetElapsedTime(_asked);
            var words = string.Create(CultureInfo.InvariantCulture, $"The inference thread has not answered for {waiting.TotalSeconds:0} seconds");
            return waiting >= Stuck
                ? HealthCheckResult.Unhealthy($"{words}: start the server again.", data: Data(answers: false))
                : HealthCheckResult.Degraded($"{words}: it computes, or reads a model.", data: Data(answers: false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(Words.Stopping, data: Data(answers: false));
        }
    }

    private InferenceCall<bool>? Ask()
    {
        lock (_gate)
        {
            if (_question is { Outcome.IsCompleted: false })
                return _question;
            var question = new InferenceCall<bool>(0, _ => true, CancellationToken.None);
            if (!queue.EnqueueUrgent(question))
                return null;
            (_question, _asked) = (question, time.GetTimestamp());
            return question;
        }
    }

    private Dictionary<string, object> Data(bool answers) => new(StringComparer.Ordinal)
    {
        ["answers"] = answers,
        ["queueLength"] = queue.Length,
        ["queuePlaces"] = options.Value.QueueLength,
    };
}
