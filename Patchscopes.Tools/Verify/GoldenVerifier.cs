using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Tools.Verify;

/// <summary>
/// Runs one golden case. States, writes and logits come from the plain run, sweeps from the sweep with prefix and
/// lower-layer reuse, continuations from cached generation with a patch.
/// </summary>
internal sealed class GoldenVerifier
{
    private const string ExpectedFile = "expected.safetensors";
    private const string AtPatch = "_at_patch";

    private readonly GoldenCase _case;
    private readonly LoadedModel _model;
    private readonly WeightFile _expected;
    private readonly GoldenDifference _states = new("states");
    private readonly GoldenDifference _writes = new("writes");
    private readonly GoldenDifference _logits = new("logits");
    private readonly GoldenDifference _sweeps = new("sweeps");

    private GoldenVerifier(GoldenCase golden, LoadedModel model, WeightFile expected) =>
        (_case, _model, _expected) = (golden, model, expected);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever stops a case is that case's result, and the others still run.")]
    public static GoldenOutcome Verify(string folder)
    {
        try
        {
            var golden = GoldenCase.Read(folder);
            using var expected = SafetensorsFile.Open(Path.Combine(folder, ExpectedFile));
            using var model = LoadedModel.LoadWithoutTokenizer(Path.GetFileName(folder), folder);
            return new GoldenVerifier(golden, model, expected).Run();
        }
        catch (Exception error)
        {
            return GoldenOutcome.Failed(error.Message);
        }
    }

    private GoldenOutcome Run()
    {
        var source = _model.Run(_case.SourceIds, [], CancellationToken.None);
        var target = _model.Run(_case.TargetIds, [], CancellationToken.None);
        foreach (var name in _expected.Entries.Keys.Order(StringComparer.Ordinal))
            Compare(name, source, target);
        foreach (var needed in new[] { _states, _logits, _sweeps }.Where(difference => !difference.Any))
            throw new InvalidDataException($"{ExpectedFile} holds no {needed.Kind}.");
        var equal = _case.Generations.Count(generation => IsEqual(generation, source))
            + (Continue(_case.UnpatchedGeneration.Count, []).SequenceEqual(_case.UnpatchedGeneration) ? 1 : 0);
        return new GoldenOutcome(null, [_states, _writes, _logits, _sweeps], _case.Generations.Count + 1, equal);
    }

    private void Compare(string name, ModelRun source, ModelRun target)
    {
        switch (name)
        {
            case "source_states":
                Compare(_states, name, source.Residual);
                break;
            case "target_states":
                Compare(_states, name, target.Residual);
                break;
            case "source_attention_write":
                Compare(_writes, name, source.AttentionWrite);
                break;
            case "source_mlp_write":
                Compare(_writes, name, source.FeedForwardWrite);
                break;
            case "source_logits":
                Compare(_logits, name, source.Logits);
                break;
            case "target_logits":
                Compare(_logits, name, target.Logits);
                break;
            default:
                Compare(_sweeps, name, Sweep(name));
                break;
        }
    }

    private void Compare(GoldenDifference difference, string name, StateTable found)
    {
        var shape = _expected.Entries[name].Shape;
        long[] computed = [found.Layers, found.Tokens, found.Width];
        if (!computed.AsSpan(3 - Math.Min(3, shape.Length)).SequenceEqual(shape))
            throw new InvalidDataException($"{name} has shape [{string.Join(", ", shape)}], but [{string.Join(", ", computed)}] was computed.");
        difference.Add(found.Values, _expected.ReadFloats(name));
    }

    /// <summary>Logits of a whole map named sweep_POSITION or sweep_POSITION_at_patch, [source layers, target layers, V].</summary>
    private StateTable Sweep(string name)
    {
        var atPatch = name.EndsWith(AtPatch, StringComparison.Ordinal);
        var positionName = name[..^(atPatch ? AtPatch.Length : 0)].Replace("sweep_", "", StringComparison.Ordinal);
        if (!name.StartsWith("sweep_", StringComparison.Ordinal) || !_case.Positions.TryGetValue(positionName, out var position))
            throw new InvalidDataException($"{ExpectedFile} holds {name}, which is not known here.");
        var layers = Layer.Blocks(_model.Config.Blocks);
        return _model.SweepLogits(
            new SweepPlan
            {
                Source = new PatchSource(_case.SourceIds, _case.SourcePosition),
                Target = new PatchTarget(_case.TargetIds, position),
                ReadoutPosition = atPatch ? position : _case.TargetIds.Count - 1,
                SourceLayers = layers,
                TargetLayers = layers,
            },
            CancellationToken.None);
    }

    private bool IsEqual(GoldenGeneration generation, ModelRun source)
    {
        var state = source.Residual.At(generation.SourceLayer + 1, _case.SourcePosition);
        var patch = StateIntervention.Patch(new Layer(generation.TargetLayer), generation.TargetPosition, state);
        return Continue(generation.Tokens.Count, [patch]).SequenceEqual(generation.Tokens);
    }

    /// <summary>The reference continues through an end token, so that every continuation has its full length.</summary>
    private IReadOnlyList<int> Continue(int count, IReadOnlyList<Intervention> interventions) =>
        _model.Continue(_case.TargetIds, interventions, count, stopAtEnd: false, CancellationToken.None);
}
