namespace Patchscopes.Web.Services.Stages;

/// <summary>What a stream computes.</summary>
/// <typeparam name="TEvent">The stream's lines.</typeparam>
/// <param name="Model">The model's shape.</param>
/// <param name="Start">The first line, which is sent before anything is computed.</param>
/// <param name="Rows">About how many tokens it runs.</param>
/// <param name="Count">How many parts it has.</param>
/// <param name="Parts">
/// Computes the lines in between, on the inference thread; between two parts, other jobs may run. Must look out for a cancel.
/// </param>
internal sealed record StageWork<TEvent>(ModelDescription Model, TEvent Start, double Rows, int Count, Func<CancellationToken, IEnumerable<IEnumerable<TEvent>>> Parts)
{
    /// <summary>How much work it is, in the unit of the sweeps.</summary>
    public double Size => Rows * Model.Blocks * Model.Width * Model.Width;
}
