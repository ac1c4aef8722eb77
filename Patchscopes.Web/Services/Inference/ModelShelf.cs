using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Web.Services.Inference;

/// <summary>
/// The models in memory. One is loaded when it is first asked for, on the inference thread; whoever asks meanwhile waits
/// for the same load. One that cannot be loaded is refused with the reason, and tried again at the next request.
/// </summary>
internal sealed class ModelShelf(IModelSource source, InferenceQueue queue, TimeProvider time, ILogger<ModelShelf> log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<ILoadedModel>> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<IPromptTokens>> _tokenizers = new(StringComparer.Ordinal);

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
        Task<ILoadedModel>? model;
        Task<IPromptTokens>? reading = null;
        lock (_gate)
        {
            if (_models.TryGetValue(name, out model) && model.IsCompletedSuccessfully)
                reading = null;
            else if (!_tokenizers.TryGetValue(name, out reading) || reading.IsFaulted)
                _tokenizers[name] = reading = Task.Run(() => ReadTokenizer(name), CancellationToken.None);
        }
        return reading is null ? await model! : await reading.WaitAsync(cancellationToken);
    }

    /// <summary>Refuses a name that is not in the list.</summary>
    public void Require(string name)
    {
        var names = Names;
        if (!names.Contains(name, StringComparer.Ordinal))
            throw new RequestRefusedException(RefusalReason.UnknownModel, "model",
                $"There is no model {Words.Quote(name)}. The models are: {string.Join(", ", names)}.");
    }

    /// <summary>
    /// Frees the models; on the inference thread, after its last job. It is no Dispose, for the container would call that
    /// from another thread, and perhaps while a job still winds down.
    /// </summary>
    public void Free()
    {
        lock (_gate)
        {
            foreach (var model in _models.Values.Where(task => task.IsCompletedSuccessfully))
                model.Result.Dispose();
            _models.Clear();
        }
    }

    private Task<ILoadedModel> Begin(string name)
    {
        lock (_gate)
        {
            if (_models.TryGetValue(name, out var known) && !known.IsFaulted && !known.IsCanceled)
                return known;
            var load = new InferenceCall<ILoadedModel>(0, stopping => Load(name, stopping), CancellationToken.None);
            if (!queue.EnqueueUrgent(load))
                throw new RequestRefusedException(RefusalReason.Busy, null, Words.Stopping);
            _models[name] = load.Outcome;
            return load.Outcome;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a damaged model folder makes the reader throw, the visitor is refused and the log has it.")]
    private ILoadedModel Load(string name, CancellationToken stopping)
    {
        var from = time.GetTimestamp();
        try
        {
            var model = source.Load(name, stopping);
            log.Loaded(name, model.Description.Hash, time.GetElapsedTime(from).TotalSeconds);
            return model;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.NotLoaded(name, error);
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
            log.NotLoaded(name, error);
            throw Unusable(name, error);
        }
    }

    private static RequestRefusedException Unusable(string name, Exception error) => new(RefusalReason.ModelUnusable, "model",
        error is ModelLoadException
            ? $"The model {Words.Quote(name)} cannot be used: {error.Message}"
            : $"The model {Words.Quote(name)} could not be loaded; the server's log says why.");
}
