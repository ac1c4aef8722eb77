using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Patching;

/// <summary>
/// What must hold of a prompt and its interventions before a run: an intervention that could not act is an error, for
/// numbers that silently lack it would be taken for its effect.
/// </summary>
internal static class RunChecks
{
    /// <summary>Throws an <see cref="ArgumentException"/> that names what does not fit.</summary>
    public static void Prompt(string role, IReadOnlyList<int> tokens, DecoderConfig model)
    {
        Require(tokens.Count > 0, $"The {role} is empty.");
        Require(tokens.Count <= model.Context, $"The {role} has {tokens.Count} tokens; the model reads {model.Context}.");
        Require(tokens.All(id => id >= 0 && id < model.Vocabulary), $"The {role} has a token id beyond the vocabulary.");
    }

    /// <summary>Throws an <see cref="ArgumentException"/> that names the layer.</summary>
    public static void IsLayer(string role, Layer layer, DecoderConfig model) =>
        Require(layer.IsIn(model.Blocks), $"The {role} layer {layer.Index} is beyond the model's {model.Blocks} blocks.");

    /// <summary>Throws an <see cref="ArgumentException"/> that names what does not fit.</summary>
    public static void Interventions(IReadOnlyList<Intervention> interventions, int promptLength, DecoderConfig model)
    {
        foreach (var intervention in interventions)
        {
            switch (intervention)
            {
                case StateIntervention state:
                    Check(state, promptLength, model);
                    break;
                case Transplant transplant:
                    Check(transplant, promptLength, model);
                    break;
                case AttentionEdge edge:
                    Check(edge, model);
                    break;
                default:
                    throw new ArgumentException($"{intervention.GetType().Name} is not implemented.");
            }
        }
    }

    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }

    private static void Check(StateIntervention state, int promptLength, DecoderConfig model)
    {
        IsLayer("patched", state.Layer, model);
        Require(!state.Layer.IsEmbedding || state.Site == PatchSite.Residual, $"The embedding output has no {state.Site} site.");
        var end = state.AlsoGenerated ? model.Context : promptLength;
        foreach (var position in state.Positions ?? [])
            Require(position >= 0 && position < end, $"The patched position {position} is not among the {end} of the run.");
        if (state.Edit is StateEdit.Replace { Vector.Length: var replaced })
            RequireWidth(replaced, model);
        if (state.Edit is StateEdit.Add { Vector.Length: var added })
            RequireWidth(added, model);
    }

    private static void Check(Transplant transplant, int promptLength, DecoderConfig model)
    {
        Check(transplant.With(new float[model.Width]), promptLength, model);
        var from = transplant.From;
        Prompt("prompt that a vector is taken from", from.Tokens, model);
        IsLayer("source", from.Layer, model);
        Require(!from.Layer.IsEmbedding || transplant.Site == PatchSite.Residual, $"The embedding output has no {transplant.Site} site.");
        Require(from.Position >= 0 && from.Position < from.Tokens.Count, $"The position {from.Position} is not among the {from.Tokens.Count} tokens of the prompt that a vector is taken from.");
    }

    private static void Check(AttentionEdge edge, DecoderConfig model)
    {
        foreach (var layer in edge.Layers ?? [])
            Require(layer.IsIn(model.Blocks) && !layer.IsEmbedding, $"The layer {layer.Index} of a cut edge is none of the model's {model.Blocks} blocks.");
        Require(edge.From >= 0 && edge.To < model.Context, $"The edge from {edge.From} to {edge.To} is outside the model's context.");
        // Without itself a first token would attend to nothing; what comes later is never attended to.
        Require(edge.From < edge.To, $"The edge from {edge.From} to {edge.To} cannot be cut: a position attends to earlier ones, and must keep itself.");
    }

    private static void RequireWidth(int length, DecoderConfig model) =>
        Require(length == model.Width, $"The vector has {length} numbers, but the model's width is {model.Width}.");
}
