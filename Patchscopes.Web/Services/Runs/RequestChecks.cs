using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Chat;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Services.Runs;

/// <summary>
/// The checks before a run, the same for page, hub and HTTP API. Fields are named as the API names them; messages say
/// the value and what is allowed.
/// </summary>
internal sealed class RequestChecks(ModelShelf shelf, MappingChecks mappings)
{
    // No token of a known vocabulary is longer, so a longer text is refused without being tokenised.
    private const int LongestToken = 256;

    /// <summary>The most positions beside i* that get the same vector.</summary>
    public const int MostAlso = 16;

    /// <summary>The most states of a lens table, blocks times tokens.</summary>
    public const int MostStates = 8192;

    /// <summary>Turns a request into what is run.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public async Task<CheckedSweep> CheckAsync(SweepRequest request, CancellationToken cancellationToken)
    {
        shelf.Require(request.Model);
        RequireText("source.prompt", request.Source.Prompt);
        RequireText("target.prompt", request.Target.Prompt);
        RequireTopK(request.TopK);
        RequireOnce("sourceLayers", request.SourceLayers);
        RequireOnce("targetLayers", request.TargetLayers);
        MappingChecks.Require(request.Mapping);
        AnswerChecks.Require(request);
        if (request.SourceModel is { } named)
            shelf.Require(named, "sourceModel");

        var model = await shelf.GetAsync(request.Model, cancellationToken);
        var sourceModel = request.SourceModel is { } other ? await shelf.GetAsync(other, cancellationToken) : model;
        var description = model.Description;
        RequireVocabulary(request.TopK, description);
        var source = Tokens("source", request.Source.Prompt, request.Source.Chat, sourceModel);
        var target = Tokens("target", request.Target.Prompt, request.Target.Chat, model);
        var patched = Position("target.position", request.Target.Position, target.Count, "target prompt");
        var plan = new SweepPlan
        {
            Source = new([.. source.Select(token => token.Id)], Position("source.position", request.Source.Position, source.Count, "source prompt")),
            Target = new([.. target.Select(token => token.Id)], patched) { Also = Also(request.AlsoPatched, patched, target.Count) },
            ReadoutPosition = ReadoutPosition(request.Readout, patched, target.Count),
            SourceLayers = Layers("sourceLayers", request.SourceLayers, request.Site, sourceModel.Description),
            TargetLayers = Layers("targetLayers", request.TargetLayers, request.Site, description),
            Site = request.Site,
            TopK = request.TopK,
        };
        var answers = AnswerChecks.Tokens(request, model, target.Count, plan.ReadoutPosition == target.Count - 1);
        return new CheckedSweep(model, source, target, plan with { Answers = [.. answers.Select(answer => answer.Select(token => token.Id).ToList())] })
        {
            SourceModel = sourceModel,
            Mapping = request.Mapping,
            FitTexts = mappings.Check(request.Mapping, sourceModel, model, plan),
            Answers = answers,
            NewTokens = request.NewTokens,
            Written = Written(request, plan),
        };
    }

    /// <summary>Turns a request for one cell into what is run: the plan then asks for that cell's number of tokens.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public async Task<CheckedSweep> CheckAsync(CellRequest request, CancellationToken cancellationToken)
    {
        if (request.NewTokens is < 0 or > CellRequest.MostNewTokens)
            throw Invalid("newTokens", $"newTokens is {request.NewTokens}: give 0 to {CellRequest.MostNewTokens}.");
        var sweep = await CheckAsync(request.Sweep with { TopK = request.TopK, Answers = null, NewTokens = 0 }, cancellationToken);
        RequireLayer("sourceLayer", request.SourceLayer, sweep.Plan.Site, sweep.SourceModel.Description);
        RequireLayer("targetLayer", request.TargetLayer, sweep.Plan.Site, sweep.Model.Description);
        return sweep;
    }

    /// <summary>Turns a request for a lens's readings into the model and the tokens that are run.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public async Task<(ILoadedModel Model, IReadOnlyList<Token> Tokens)> CheckAsync(LensRequest request, CancellationToken cancellationToken)
    {
        shelf.Require(request.Model);
        RequireText("prompt", request.Prompt);
        RequireTopK(request.TopK);
        var model = await shelf.GetAsync(request.Model, cancellationToken);
        RequireVocabulary(request.TopK, model.Description);
        StageChecks.RequireRoom(request.Decoder, model);
        var tokens = Tokens("", request.Prompt, request.Chat, model);
        if ((long)tokens.Count * model.Description.Blocks > MostStates)
            throw Invalid("prompt", $"prompt has {tokens.Count} tokens, which makes {tokens.Count * model.Description.Blocks} states: a table holds {MostStates}. Shorten it.");
        return (model, tokens);
    }

    private static IReadOnlyList<(Layer Source, Layer Target)> Written(SweepRequest request, SweepPlan plan) =>
        request.NewTokens == 0 ? [] :
        [.. plan.SourceLayers.SelectMany(_ => plan.TargetLayers, (source, target) => (source, target))
            .Where(cell => request.Writes is WrittenCells.All || cell.source == cell.target)];

    private static List<int> Also(IReadOnlyList<int>? positions, int patched, int count)
    {
        if (positions is { Count: > MostAlso })
            throw Invalid("alsoPatched", $"alsoPatched has {positions.Count} positions: give at most {MostAlso}.");
        var also = (positions ?? []).Select(position => Position("alsoPatched", position, count, "target prompt")).ToList();
        if (also.Contains(patched))
            throw Invalid("alsoPatched", $"alsoPatched holds {patched}, which target.position patches already: leave it out.");
        if (Repeats(also, out var twice))
            throw Invalid("alsoPatched", $"alsoPatched holds position {twice} more than once: give each once.");
        return also;
    }

    public static void RequireText(string field, string text)
    {
        if (text.Length == 0)
            throw Invalid(field, $"{field} is empty: write at least one character.");
    }

    public static void RequireTopK(int topK)
    {
        if (topK is < 1 or > SweepRequest.LargestTopK)
            throw Invalid("topK", $"topK is {topK}: give 1 to {SweepRequest.LargestTopK}.");
    }

    public static void RequireVocabulary(int topK, ModelDescription model)
    {
        if (topK > model.Vocabulary)
            throw Invalid("topK", $"topK is {topK}, but {model.Name} has only {model.Vocabulary} tokens: give 1 to {model.Vocabulary}.");
    }

    private static void RequireOnce(string field, IReadOnlyList<Layer>? layers)
    {
        if (layers is { Count: 0 })
            throw Invalid(field, $"{field} is empty: give at least one layer, or leave it out for all blocks.");
        if (layers is not null && Repeats(layers, out var twice))
            throw Invalid(field, $"{field} holds {Name(twice)} more than once: give each layer once.");
    }

    /// <summary>Whether something is given more than once, and what comes first of that.</summary>
    public static bool Repeats<T>(IEnumerable<T> given, out T twice)
        where T : struct
    {
        var repeated = given.GroupBy(item => item).FirstOrDefault(same => same.Skip(1).Any());
        twice = repeated?.Key ?? default;
        return repeated is not null;
    }

    /// <summary>The tokens of a prompt, which must fit the model.</summary>
    /// <param name="path">The object that holds "prompt" and "chat"; empty for the request itself.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="chat">Whether it is a message.</param>
    /// <param name="model">The model that reads it.</param>
    public static IReadOnlyList<Token> Tokens(string path, string text, bool chat, ILoadedModel model) =>
        Tokens(Join(path, "prompt"), text, model, () => Encode(Join(path, "chat"), text, chat, model));

    /// <summary>The tokens of a text of another name, which must fit the model.</summary>
    public static IReadOnlyList<Token> Tokens(string field, string text, ILoadedModel model) => Tokens(field, text, model, () => model.Encode(text));

    /// <summary>The tokens of a text, or of a message.</summary>
    /// <exception cref="RequestRefusedException">The model has no chat template, or it cannot be applied.</exception>
    public static IReadOnlyList<Token> Encode(string field, string text, bool chat, IPromptTokens model)
    {
        if (!chat)
            return model.Encode(text);
        try
        {
            return model.EncodeChat(text);
        }
        catch (ChatTemplateException error)
        {
            throw Invalid(field, $"{field} cannot be had: {error.Message} Leave it out to run the prompt as it is.");
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static IReadOnlyList<Token> Tokens(string field, string text, ILoadedModel model, Func<IReadOnlyList<Token>> encode)
    {
        var context = model.Description.Context;
        if (text.Length > (long)context * LongestToken)
            throw Invalid(field, $"{field} has {text.Length} characters, far more than the {context} tokens that {model.Description.Name} can read: shorten it.");
        var tokens = encode();
        if (tokens.Count > context)
            throw Invalid(field, Words.TooLong(field, tokens.Count, model.Description));
        return tokens;
    }

    public static int Position(string field, int position, int count, string prompt)
    {
        if (position < -count || position >= count)
            throw Invalid(field, $"{field} is {position}, but the {prompt} has {count} {(count == 1 ? "token" : "tokens")}: give {-count} to {count - 1} (negative ones count from the end).");
        return position < 0 ? count + position : position;
    }

    private static int ReadoutPosition(Readout readout, int patched, int count) => readout switch
    {
        { IsPatched: true } => patched,
        { Position: { } position } => Position("readout", position, count, "target prompt"),
        _ => count - 1,
    };

    private static IReadOnlyList<Layer> Layers(string field, IReadOnlyList<Layer>? layers, PatchSite site, ModelDescription model)
    {
        if (layers is null)
            return Layer.Blocks(model.Blocks);
        foreach (var layer in layers)
            RequireLayer(field, layer, site, model);
        // Sorted, so that the same layers in another order are the same run.
        return [.. layers.Order()];
    }

    private static void RequireLayer(string field, Layer layer, PatchSite site, ModelDescription model)
    {
        if (layer.IsEmbedding && site is not PatchSite.Residual)
            throw Invalid(field, $"{field}: the embedding output has no attention or MLP to patch; give blocks 0 to {model.Blocks - 1}, or the site \"residual\".");
        if (!layer.IsIn(model.Blocks))
            throw Invalid(field, $"{field}: {model.Name} has no layer {layer.Index}; give 0 to {model.Blocks - 1}, or \"{Layer.EmbeddingName}\".");
    }

    private static string Name(Layer layer) => layer.IsEmbedding ? $"\"{Layer.EmbeddingName}\"" : layer.ToString();

    public static RequestRefusedException Invalid(string field, string message) => new(RefusalReason.Invalid, field, message);
}
