namespace Patchscopes.Web.Services.Inference;

/// <summary>Where models come from; the seam between the service and the engine.</summary>
internal interface IModelSource
{
    /// <summary>Names of the models that can be asked for, the embedded one first.</summary>
    IReadOnlyList<string> List();

    /// <summary>Says once, before the first model is loaded, how many threads a tensor operation may use.</summary>
    void UseThreads(int threads);

    /// <summary>Reads a listed model's tokenizer alone; on any thread.</summary>
    /// <exception cref="Model.Checkpoints.ModelLoadException">It cannot be read; the message is fit for visitors.</exception>
    IPromptTokens LoadTokenizer(string name);

    /// <summary>What a listed model's files say without reading its weights; on any thread.</summary>
    ModelFacts FactsOf(string name);

    /// <summary>Loads and checks a listed model, telling which share of its weights is read (0 … 1); on the inference thread.</summary>
    /// <exception cref="Model.Checkpoints.ModelLoadException">It cannot be used; the message is fit for visitors.</exception>
    ILoadedModel Load(string name, IProgress<double> progress, CancellationToken cancellationToken);
}
