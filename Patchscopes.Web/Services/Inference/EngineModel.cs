using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model of the engine.</summary>
internal sealed class EngineModel(LoadedModel model) : ILoadedModel
{
    private readonly PromptTokens _tokens = new(model.Tokenizer);

    public ModelDescription Description { get; } = new(
        model.Name, model.Config.Blocks, model.Config.Width, model.Config.Heads, model.Config.Context, model.Config.Vocabulary,
        model.DataType, model.Hash, [.. model.Checks.Select(check => new ModelCheckResult(check.Name, check.Difference, check.Tolerance))])
    {
        HasChatTemplate = model.Tokenizer.ChatTemplate is not null,
    };

    public IReadOnlyList<Token> Encode(string text) => _tokens.Encode(text);

    public IReadOnlyList<Token> EncodeContinuation(string text) => _tokens.EncodeContinuation(text);

    public IReadOnlyList<Token> EncodeChat(string message) => _tokens.EncodeChat(message);

    public Token Describe(int id) => _tokens.Describe(id);

    public UnpatchedReading ReadUnpatched(SweepPlan plan, CancellationToken cancellationToken) =>
        model.ReadUnpatched(plan, cancellationToken);

    public PatchVectors ReadVectors(SweepPlan plan, CancellationToken cancellationToken) => model.ReadVectors(plan, cancellationToken);

    public TextStates ReadTexts(IReadOnlyList<TextPositions> texts, PatchSite site, IReadOnlyList<Layer> layers, CancellationToken cancellationToken) =>
        model.ReadTexts(texts, site, layers, cancellationToken);

    public void Sweep(SweepPlan plan, PatchVectors vectors, Action<SweepColumn> onColumn, CancellationToken cancellationToken) =>
        model.Sweep(plan, vectors, onColumn, cancellationToken);

    public IReadOnlyList<IReadOnlyList<TokenProbability>> ReadAt(SweepPlan plan, PatchVectors vectors, Layer target, CancellationToken cancellationToken) =>
        model.ReadAt(plan, vectors, target, cancellationToken);

    public void WriteCells(
        SweepPlan plan, PatchVectors vectors, IReadOnlyList<(Layer Source, Layer Target)> cells, int newTokens,
        Action<IReadOnlyList<WrittenCell>> onWritten, CancellationToken cancellationToken) =>
        model.WriteCells(plan, vectors, cells, newTokens, onWritten, cancellationToken);

    public CellContinuation OpenCell(SweepPlan plan, PatchVectors vector, Layer target, int newTokens, CancellationToken cancellationToken) =>
        model.OpenCell(plan, vector, target, newTokens, cancellationToken);

    public LensReading ReadLens(IReadOnlyList<int> tokens, LensKind lens, int topK, CancellationToken cancellationToken) =>
        model.ReadLens(tokens, lens, topK, cancellationToken);

    public StageTrace Trace(TracePlan plan, CancellationToken cancellationToken) => new StageTracer(model).Trace(plan, cancellationToken);

    public TracedQuestion TraceQuestion(
        LensKind lens, StageThresholds thresholds, int row, StageQuestion question, bool removes, CancellationToken cancellationToken) =>
        new StageDataset(model, lens, thresholds).Trace(row, question, removes, cancellationToken);

    public bool IsRightWithout(StageQuestion question, int removedFrom, CancellationToken cancellationToken) =>
        new FeedForwardAblation(model).IsRight(question, removedFrom, cancellationToken);

    public StageWord ArgumentWord(string text) => StageWord.Argument(model.Tokenizer, text);

    public StageWord AnswerWord(string text) => StageWord.Answer(model.Tokenizer, text);

    public void Dispose() => model.Dispose();
}
