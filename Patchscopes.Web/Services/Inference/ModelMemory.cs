using Microsoft.Extensions.Options;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Inference;

/// <summary>
/// The memory that weights may take. Where a model needs room, those that were used longest ago give theirs up; one that
/// is larger than the whole budget is refused. Only for the inference thread, so nothing is freed under a running job.
/// </summary>
internal sealed class ModelMemory(IModelSource source, IOptions<ModelsOptions> options, ILogger<ModelMemory> log)
{
    private readonly LinkedList<ShelvedModel> _awake = [];
    private long _used;

    /// <summary>Reads a model for the first time.</summary>
    /// <exception cref="ModelLoadException">It does not fit, or cannot be read.</exception>
    public ShelvedModel Load(string name, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var facts = MakeRoomFor(name);
        return Add(new ShelvedModel(name, facts, source.Load(name, progress, cancellationToken), this));
    }

    /// <summary>Makes sure, within a job, that a model's weights are there, and remembers that they were used.</summary>
    /// <exception cref="ModelLoadException">They were freed and cannot be read again, or are other ones now.</exception>
    public void Use(ShelvedModel model, CancellationToken cancellationToken)
    {
        var awake = Wake(model, new LoadProgress(), cancellationToken);
        if (awake == model)
            return;
        Free(awake);
        throw new ModelLoadException("its files have changed since it was read. Ask again to read them anew.");
    }

    /// <summary>A model with its weights, read again where they were freed; another one where its files have changed meanwhile.</summary>
    /// <exception cref="ModelLoadException">They cannot be read again.</exception>
    public ShelvedModel Wake(ShelvedModel model, IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (model.IsAwake)
        {
            _awake.Remove(model);
            _awake.AddLast(model);
            return model;
        }
        var facts = MakeRoomFor(model.Name);
        var weights = source.Load(model.Name, progress, cancellationToken);
        if (weights.Description.Hash != model.Description.Hash || facts.Stamp != model.Stamp)
            return Add(new ShelvedModel(model.Name, facts, weights, this));
        model.Wake(weights);
        return Add(model);
    }

    /// <summary>Frees a model's weights; false where they are not in memory.</summary>
    public bool Free(string name)
    {
        List<ShelvedModel> models = [.. _awake.Where(model => model.Name == name)];
        foreach (var model in models)
        {
            Free(model);
            log.Evicted(name);
        }
        return models.Count > 0;
    }

    /// <summary>Frees all weights.</summary>
    public void Free()
    {
        foreach (var model in _awake.ToList())
            Free(model);
    }

    private ModelFacts MakeRoomFor(string name)
    {
        var facts = source.FactsOf(name);
        if (facts.Problem is not null)
            throw new ModelLoadException(facts.Problem);
        var (bytes, budget) = (facts.MemoryBytes ?? 0, options.Value.MemoryBytes);
        if (bytes > budget)
            throw new ModelLoadException(
                $"its weights need {Words.Size(bytes)} of memory, and the models here may use {Words.Size(budget)} (Models:MemoryGiB).");
        while (_used + bytes > budget && _awake.First?.Value is { } oldest)
        {
            log.Freed(oldest.Name, name);
            Free(oldest);
        }
        return facts;
    }

    private ShelvedModel Add(ShelvedModel model)
    {
        _awake.AddLast(model);
        _used += model.Bytes;
        return model;
    }

    private void Free(ShelvedModel model)
    {
        _awake.Remove(model);
        model.Dispose();
        _used -= model.Bytes;
    }
}
