namespace Patchscopes.Web.Services.Administration;

/// <summary>What an administrator does to the models in memory; whoever calls has made sure that it is one.</summary>
public interface IModelAdministration
{
    /// <summary>Reads a model now, so that its first visitor does not wait for it.</summary>
    /// <exception cref="RequestRefusedException">There is no such model, or it cannot be used.</exception>
    Task<ModelSummary> LoadAsync(string model, CancellationToken cancellationToken);

    /// <summary>
    /// Frees a model's memory as soon as the job that runs is done. Nothing breaks by it: whatever waits for the model, or asks
    /// for it later, has it read again.
    /// </summary>
    /// <exception cref="RequestRefusedException">There is no such model.</exception>
    Task<ModelSummary> EvictAsync(string model, CancellationToken cancellationToken);
}
