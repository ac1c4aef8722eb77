using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Stages;

/// <summary>
/// Checks one intervention and says it in the engine's terms. A field that its kind does not use is refused: who gave it
/// expects it to act.
/// </summary>
/// <param name="path">Its name as a field, "interventions[0]".</param>
/// <param name="request">The intervention.</param>
/// <param name="loaded">What it is done to.</param>
/// <param name="tokens">Length of the prompt.</param>
/// <param name="traced">The traced position, which is the default.</param>
internal sealed class InterventionCheck(string path, InterventionRequest request, ILoadedModel loaded, int tokens, int traced)
{
    /// <summary>The most interventions on one run.</summary>
    public const int Most = 64;

    private readonly ModelDescription _model = loaded.Description;

    /// <summary>Refuses too many.</summary>
    public static void RequireCount(IReadOnlyList<InterventionRequest> interventions)
    {
        if (interventions.Count > Most)
            throw RequestChecks.Invalid("interventions", $"interventions holds {interventions.Count}: give at most {Most}.");
    }

    /// <summary>What is done, a block at a time.</summary>
    /// <exception cref="RequestRefusedException">A field is missing, out of range or out of place.</exception>
    public IEnumerable<Intervention> Plan()
    {
        if (!Enum.IsDefined(request.Kind))
            throw Invalid("kind", $"must be {StageNames.Choice<InterventionKind>()}");
        RequireUse("vector", request.Vector is not null, InterventionKind.Replace, InterventionKind.Add);
        RequireUse("vectorFrom", request.VectorFrom is not null, InterventionKind.Replace, InterventionKind.Add);
        RequireUse("factor", request.Factor is not null, InterventionKind.Scale);
        return request.Kind == InterventionKind.CutAttention ? [Cut()] : Edits();
    }

    private AttentionEdge Cut()
    {
        RequireUse("site", request.Site is not null, InterventionKind.Zero, InterventionKind.Replace, InterventionKind.Add, InterventionKind.Scale);
        RequireUse("positions", request.Positions is not null, InterventionKind.Zero, InterventionKind.Replace, InterventionKind.Add, InterventionKind.Scale);
        var from = Position("from", request.From ?? throw Invalid("from", "is missing: give the position that is attended to"));
        var to = request.To is { } attending ? Position("to", attending) : traced;
        if (from >= to)
            throw Invalid("from", $"is position {from} and to is position {to}: a position attends to earlier ones, so give a from before to");
        return new AttentionEdge { From = from, To = to, Layers = request.Layers is { } layers ? [.. Blocks(layers)] : null };
    }

    private List<Intervention> Edits()
    {
        RequireUse("from", request.From is not null, InterventionKind.CutAttention);
        RequireUse("to", request.To is not null, InterventionKind.CutAttention);
        if (request.Site is not { } site || !Enum.IsDefined(site))
            throw Invalid("site", $"is missing: give {StageNames.Choice<PatchSite>()}");
        var blocks = Blocks(request.Layers ?? throw Invalid("layers", "is missing: give the blocks in which it acts"));
        int[]? positions = request.Positions switch
        {
            null => [traced],
            [] => null,
            var given => [.. given.Select(position => Position("positions", position))],
        };
        if (positions is not null && RequestChecks.Repeats(positions, out var twice))
            throw Invalid("positions", $"holds position {twice} more than once: give each once");
        if (request.VectorFrom is { } source)
        {
            var (from, isAdded) = (Origin(source), request.Kind == InterventionKind.Add);
            return [.. blocks.Select(block => new Transplant { Layer = block, Site = site, Positions = positions, From = from, IsAdded = isAdded })];
        }
        var edit = Edit();
        return [.. blocks.Select(block => new StateIntervention { Layer = block, Site = site, Positions = positions, Edit = edit })];
    }

    private VectorOrigin Origin(VectorSource source)
    {
        if (request.Vector is not null)
            throw Invalid("vectorFrom", "and vector are both given: give exactly one of the two");
        RequestChecks.RequireText($"{path}.vectorFrom.prompt", source.Prompt);
        var given = RequestChecks.Tokens($"{path}.vectorFrom", source.Prompt, source.Chat, loaded);
        var position = RequestChecks.Position($"{path}.vectorFrom.position", source.Position, given.Count, "prompt that the vector is taken from");
        RequireBlock("vectorFrom.layer", "is", source.Layer);
        return new VectorOrigin([.. given.Select(token => token.Id)], position, new Layer(source.Layer));
    }

    private StateEdit Edit() => request.Kind switch
    {
        InterventionKind.Zero => new StateEdit.Scale(0),
        InterventionKind.Replace => new StateEdit.Replace(Vector()),
        InterventionKind.Add => new StateEdit.Add(Vector()),
        InterventionKind.Scale => new StateEdit.Scale(Factor()),
        _ => throw new NotSupportedException($"{request.Kind} edits no state."),
    };

    private float[] Vector()
    {
        var vector = request.Vector ?? throw Invalid("vector", $"is missing: give {_model.Width} numbers, or vectorFrom");
        if (vector.Count != _model.Width)
            throw Invalid("vector", $"has {vector.Count} numbers, but {_model.Name} is {_model.Width} wide: give exactly {_model.Width}");
        return vector.All(float.IsFinite) ? [.. vector] : throw Invalid("vector", "holds a number beyond the range of a 32-bit float");
    }

    private float Factor()
    {
        var factor = (float)(request.Factor ?? throw Invalid("factor", "is missing: give a number"));
        return float.IsFinite(factor) ? factor : throw Invalid("factor", "is beyond the range of a 32-bit float");
    }

    private IReadOnlyList<Layer> Blocks(IReadOnlyList<int> layers)
    {
        if (layers.Count == 0)
            throw Invalid("layers", "is empty: give at least one block");
        foreach (var layer in layers)
            RequireBlock("layers", "holds", layer);
        // A block named twice would be changed twice.
        if (RequestChecks.Repeats(layers, out var twice))
            throw Invalid("layers", $"holds {twice} more than once: give each block once");
        return [.. layers.Select(layer => new Layer(layer))];
    }

    private void RequireBlock(string name, string verb, int layer)
    {
        if (layer < 0 || layer >= _model.Blocks)
            throw Invalid(name, $"{verb} {layer}, but {_model.Name} has {_model.Blocks} blocks: give 0 to {_model.Blocks - 1}");
    }

    private int Position(string name, int position)
    {
        var absolute = RequestChecks.Position($"{path}.{name}", position, tokens, "prompt");
        return absolute <= traced ? absolute : throw Invalid(name, $"is position {absolute}, after the traced one ({traced}), which it cannot change: give one up to there");
    }

    private void RequireUse(string name, bool isGiven, params ReadOnlySpan<InterventionKind> users)
    {
        if (isGiven && !users.Contains(request.Kind))
            throw Invalid(name, $"is not used by \"{StageNames.Of(request.Kind)}\": leave it out");
    }

    private RequestRefusedException Invalid(string name, string what) => RequestChecks.Invalid($"{path}.{name}", $"{path}.{name} {what}.");
}
