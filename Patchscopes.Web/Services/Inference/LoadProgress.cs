namespace Patchscopes.Web.Services.Inference;

/// <summary>How far a model is read, written by the inference thread and read by any.</summary>
internal sealed class LoadProgress : IProgress<double>
{
    private double _share;

    /// <summary>Share of the weights that is read, 0 … 1.</summary>
    public double Share => Volatile.Read(ref _share);

    public void Report(double value) => Volatile.Write(ref _share, value);
}
