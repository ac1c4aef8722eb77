namespace Patchscopes.Web.Services.Inference;

/// <summary>A piece of synchronous work for the inference thread.</summary>
/// <param name="work">How much it is, in multiplications or any unit common to all jobs; smaller ones go first.</param>
internal abstract class InferenceJob(double work)
{
    /// <summary>How much work it is.</summary>
    public double Work { get; } = work;

    /// <summary>How often a job that came later was taken before this one.</summary>
    public int Overtaken { get; set; }

    /// <summary>Does it, on the inference thread. Reports its own failures to whoever waits; never throws.</summary>
    public abstract void Run(CancellationToken stopping);

    /// <summary>Called instead of <see cref="Run"/> when the job is taken out of the queue undone.</summary>
    public abstract void Drop();
}
