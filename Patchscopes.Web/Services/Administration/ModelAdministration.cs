using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Administration;

/// <inheritdoc/>
internal sealed class ModelAdministration(ModelShelf shelf) : IModelAdministration
{
    public async Task<ModelSummary> LoadAsync(string model, CancellationToken cancellationToken)
    {
        await shelf.GetAsync(model, cancellationToken);
        return shelf.SummaryOf(model);
    }

    public async Task<ModelSummary> EvictAsync(string model, CancellationToken cancellationToken)
    {
        await shelf.EvictAsync(model, cancellationToken);
        return shelf.SummaryOf(model);
    }
}
