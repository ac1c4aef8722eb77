namespace Patchscopes.Web.Services.Stages;

/// <summary>What a stream computes.</summary>
/// <typeparam name="TEvent">The stream's lines.</typeparam>
/// <param name="Model">The model's name.</param>
/// <param name="Start">The first line, which is sent before anything is computed.</param>
/// <param name="Size">How much work it is, in the unit of the sweeps.</param>
/// <param name="Parts">
/// Computes the lines in between, on the inference thread; between two parts, other jobs may run. Must look out for a cancel.
/// </param>
internal sealed record StageWork<TEvent>(string Model, TEvent Start, double Size, Func<CancellationToken, IEnumerable<IEnumerable<TEvent>>> Parts);
