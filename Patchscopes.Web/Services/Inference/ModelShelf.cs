using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Web.Services.Inference;

/// <summary>
/// The models that were asked for. One is loaded when it is first needed, on the inference thread, and again where its
/// weights were freed; whoever asks meanwhile waits for the same load. One that cannot be loaded is refused with the
/// reason, and tried again at the next request.
/// </summary>
internal sealed class ModelShelf(IModelSource source, ModelMemory memory, InferenceQueue queue, TimeProvider time, ILogger<ModelShelf> log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Stamp, Task<IPromptTokens> Reading)> _tokenizers = new(StringComparer.Ordinal);

    /// <summary>Names that can be asked for.</summary>
    public IReadOnlyList<string> Names => source.List();

    /// <summary>Starts to load the first model of the list, so that the first visit does not wait for it.</summary>
    public void LoadFirst()
    {
        if (Names is [var first, ..])
            _ = Begin(first);
    }

    /// <summary>A model, loaded.</summary>
    /// <exception cref="RequestRefusedException">There is no such model, or it cannot be loaded.</exception>
    public async Task<ILoadedModel> GetAsync(string name, CancellationToken cancellationToken)
    {
        Require(name);
        return await Begin(name).WaitAsync(cancellationToken);
    }

    /// <summary>A model's tokenizer, which waits neither for its weights nor for running jobs.</summary>
    /// <exception cref="RequestRefusedException">There is no such model, or its tokenizer cannot be read.</exception>
    public async Task<IPromptTokens> GetTokenizerAsync(string name, CancellationToken cancellationToken)
    {
        Require(name);
        lock (_gate)
        {
            if (_models.GetValueOrDefault(name)?.Loaded is { } loaded)
                return loaded;
        }
        var stamp = source.FactsOf(name).Stamp;
        Task<IPromptTokens> reading;
        lock (_gate)
        {
            if (!_tokenizers.TryGetValue(name, out var known) || known.Reading.IsFaulted || known.Stamp != stamp)
                _tokenizers[name] = known = (stamp, Task.Run(() => ReadTokenizer(name), CancellationToken.None));
            reading = known.Reading;
        }
        return await reading.WaitAsync(cancellationToken);
    }

    /// <summary>Frees the weights of a model, between two jobs; it is read again when it is next needed.</summary>
    /// <exception cref="RequestRefusedException">There is no such model.</exception>
    public async Task EvictAsync(string name, CancellationToken cancellationToken)
    {
        Require(name);
        var eviction = new InferenceCall<bool>(0, _ => memory.Free(name), cancellationToken);
        if (!queue.EnqueueUrgent(eviction))
            throw new RequestRefusedException(RefusalReason.Busy, null, Words.Stopping);
        await eviction.Outcome.WaitAsync(cancellationToken);
    }

    /// <summary>Refuses a name that is not in the list.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">The field that gives it.</param>
    public void Require(string name, string field = "model")
    {
        var names = Names;
        if (!names.Contains(name, StringComparer.Ordinal))
            throw new RequestRefusedException(RefusalReason.UnknownModel, field,
                $"There is no model {Words.Quote(name)}. The models are: {string.Join(", ", names)}.");
    }

    /// <summary>What the files of a listed model say.</summary>
    public ModelFacts FactsOf(string name) => source.FactsOf(name);

    /// <summary>How a listed model stands: not loaded, being loaded, ready, or found unusable.</summary>
    public ModelSummary SummaryOf(string name)
    {
        var model = new ModelSummary(name);
        lock (_gate)
        {
            if (!_models.TryGetValue(name, out var place) || place.Model.IsCanceled)
                return model;
            if (place.Model.IsFaulted)
                return model with { State = ModelState.Unusable, Problem = place.Model.Exception.InnerException!.Message };
            if (!place.Model.IsCompleted)
                return model with { State = ModelState.Loading, Progress = place.Progress.Share };
            return place.Loaded is { IsAwake: true } awake ? model with { State = ModelState.Ready, Details = awake.Description } : model;
        }
    }

    /// <summary>
    /// Frees the models; on the inference thread, after its last job. It is no Dispose, for the container would call that
    /// from another thread, and perhaps while a job still winds down.
    /// </summary>
    public void Free()
    {
        lock (_gate)
            _models.Clear();
        memory.Free();
    }

    private Task<ShelvedModel> Begin(string name)
    {
        lock (_gate)
        {
            var known = _models.GetValueOrDefault(name);
            if (known is { Model.IsCompleted: false } or { Loaded.IsAwake: true })
                return known.Model;
            var before = known?.Loaded ?? known?.Before;
            var progress = new LoadProgress();
            var load = new InferenceCall<ShelvedModel>(0, stopping => Load(name, before, progress, stopping), CancellationToken.None);
            if (!queue.EnqueueUrgent(load))
                throw new RequestRefusedException(RefusalReason.Busy, null, Words.Stopping);
            _models[name] = new Place(load.Outcome, progress, before);
            return load.Outcome;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a damaged model folder makes the reader throw, the visitor is refused and the log has it.")]
    private ShelvedModel Load(string name, ShelvedModel? before, LoadProgress progress, CancellationToken stopping)
    {
        var from = time.GetTimestamp();
        try
        {
            var model = before is null ? memory.Load(name, progress, stopping) : memory.Wake(before, progress, stopping);
            log.Loaded(name, model.Description.Hash, time.GetElapsedTime(from).TotalSeconds);
            return model;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Unusable(name, error);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a damaged model folder makes the reader throw, the visitor is refused and the log has it.")]
    private IPromptTokens ReadTokenizer(string name)
    {
        try
        {
            return source.LoadTokenizer(name);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Unusable(name, error);
        }
    }

    /// <summary>Writes the log and gives back what the visitor is told: of an error that says why that, of any other one that the log has it.</summary>
    private RequestRefusedException Unusable(string name, Exception error)
    {
        var isTold = error is ModelLoadException;
        log.NotLoaded(name, error.Message, isTold ? null : error);
        return new RequestRefusedException(RefusalReason.ModelUnusable, "model",
            isTold ? Words.Unusable(name, error) : $"The model {Words.Quote(name)} could not be loaded; the server's log says why.");
    }

    /// <param name="Model">The model, once it is loaded.</param>
    /// <param name="Progress">How far it is read.</param>
    /// <param name="Before">The one of that name before, which waiting jobs may still hold.</param>
    private sealed record Place(Task<ShelvedModel> Model, LoadProgress Progress, ShelvedModel? Before)
    {
        public ShelvedModel? Loaded => Model.IsCompletedSuccessfully ? Model.Result : null;
    }
}
