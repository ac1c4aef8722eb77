using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Stages;

/// <summary>
/// Follows one position of a run over the layers. Synchronous, on the model's own thread, like every operation of
/// <see cref="LoadedModel"/>.
/// </summary>
public sealed class StageTracer(LoadedModel model)
{
    private readonly Decoder _decoder = model.Decoder;

    /// <summary>The trace of a prompt.</summary>
    /// <exception cref="ArgumentException">The plan does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public StageTrace Trace(TracePlan plan, CancellationToken cancellationToken)
    {
        RunChecks.Prompt("prompt", plan.Tokens, model.Config);
        RunChecks.Require(plan.Position >= 0 && plan.Position < plan.Tokens.Count, $"The position {plan.Position} is not among the prompt's {plan.Tokens.Count} tokens.");
        RunChecks.Require(plan.TopK >= 1, $"{plan.TopK} tokens cannot be given.");
        model.RequireLens(plan.Lens);
        RunChecks.Interventions(plan.Interventions, plan.Tokens.Count, model.Config);
        using var noGradients = model.Begin();
        using var scope = NewDisposeScope();
        var interventions = Transplants.Resolve(_decoder, plan.Interventions, cancellationToken);
        var states = TracedStates.Of(_decoder, plan with { Interventions = interventions }, cancellationToken);
        var readings = Read(states, plan.Lens, cancellationToken);
        var trace = Put(plan, states, readings, OtherTop(plan.Lens, states, cancellationToken));
        return plan is { CompletesWord: true, Answer: null, Interventions.Count: 0 }
            ? trace with { SaidWord = SaidWord.Of(model, [.. plan.Tokens.Take(plan.Position + 1)], trace.Said, cancellationToken) }
            : trace;
    }

    /// <summary>What the other lens reads after each block; null where its prompt has no room in the model's context.</summary>
    private IReadOnlyList<int>? OtherTop(LensKind chosen, TracedStates states, CancellationToken cancellationToken)
    {
        var other = chosen is LensKind.LogitLens ? LensKind.TokenIdentity : LensKind.LogitLens;
        return other.Fits(model.Tokenizer, model.Config.Context)
            ? Top(model.Lens(other, cancellationToken).Logits(states.After, Layer.Blocks(model.Config.Blocks), cancellationToken))
            : null;
    }

    /// <summary>Probabilities of every state, [2·L, V]: row 2ℓ between attention and feed-forward layer of block ℓ, row 2ℓ + 1 after it.</summary>
    private Tensor Read(TracedStates states, LensKind kind, CancellationToken cancellationToken)
    {
        var both = stack([states.Mid, states.After], 1).reshape(-1, model.Config.Width);
        var layers = Layer.Blocks(model.Config.Blocks).SelectMany(layer => new[] { layer, layer }).ToList();
        return model.Lens(kind, cancellationToken).Logits(both, layers, cancellationToken).to(float32).log_softmax(-1);
    }

    private StageTrace Put(TracePlan plan, TracedStates states, Tensor logProbabilities, IReadOnlyList<int>? otherTop)
    {
        var tops = Top(logProbabilities);
        var (mids, after) = (Every(tops, 0), Every(tops, 1));
        var prompt = plan.Tokens.Take(plan.Position + 1).ToList();
        var found = plan.Argument ?? ArgumentFinder.Find(model.Tokenizer, plan.Message ?? model.Tokenizer.Decode(prompt), after);
        var answer = Answer(plan, after[^1]);
        var argument = found is null ? null : Apart(found, answer);
        var reader = new StateReader(logProbabilities, plan.TopK, argument, answer);
        var blocks = Enumerable.Range(0, model.Config.Blocks)
            .Select(block => new TracedBlock(block, reader.Read(2 * block, states.MidCosine[block]), reader.Read((2 * block) + 1, states.AfterCosine[block]), states.Norms[block]))
            .ToList();
        var verdict = StageDetector.Read(Series(plan, blocks, argument, answer, mids, after, otherTop is null ? null : StageDetector.Saturation(otherTop), prompt), plan.Thresholds);
        return new StageTrace(blocks, argument, answer, after[^1], verdict with { Doubts = [.. verdict.Doubts, .. WordDoubts(argument, plan.Answer), .. LensDoubts(otherTop)] });
    }

    private StageSeries Series(
        TracePlan plan, List<TracedBlock> blocks, StageWord? argument, StageWord answer, List<int> mids, List<int> after, int? otherSaturation, List<int> prompt) => new()
        {
            Top = after,
            MidTop = mids,
            TopProbability = [.. blocks.Select(block => (double)block.AfterFeedForward.Top[0].Probability)],
            ArgumentRank = argument is null ? null : [.. blocks.Select(block => block.AfterFeedForward.Argument!.Value.ReciprocalRank)],
            AnswerRank = [.. blocks.Select(block => block.AfterFeedForward.Answer.ReciprocalRank)],
            Argument = argument?.Names ?? new HashSet<int>(),
            ExpectedAnswer = plan.Answer is null ? null : answer.Token,
            IsSaidInPrompt = StandsIn(prompt, after[^1]),
            OtherLensSaturation = otherSaturation,
        };

    /// <summary>Whether the word that a token is, or begins, stands in the prompt, with or without its leading space.</summary>
    private bool StandsIn(IReadOnlyList<int> prompt, int token)
    {
        var word = model.Tokenizer.Describe(token).Text.Trim();
        return word.Length > 0 && prompt.Any(other => model.Tokenizer.Describe(other).Text.Trim() == word);
    }

    /// <summary>The argument without its spellings that are the answer's (brown → Brown), as long as it has others.</summary>
    private static StageWord Apart(StageWord argument, StageWord answer)
    {
        var names = argument.Names.Except(answer.Names).ToHashSet();
        return names.Count > 0 ? argument with { Names = names } : argument;
    }

    /// <summary>The given answer, in the spelling that the model says where that is another one: after a chat template no space comes first.</summary>
    private StageWord Answer(TracePlan plan, int said) => plan.Answer is not { } given ? Said(said)
        : given.Names.Contains(said) ? given with { Token = said }
        : given;

    private StageWord Said(int token) => new(model.Tokenizer.Describe(token).Text, token, new HashSet<int> { token }, true);

    private static IEnumerable<string> WordDoubts(StageWord? argument, StageWord? answer)
    {
        if (argument is { IsWhole: false })
            yield return $"“{argument.Text}” is several tokens: its first one stands for it.";
        if (answer is { IsWhole: false })
            yield return $"“{answer.Text}” is several tokens: its first one stands for it.";
    }

    private IEnumerable<string> LensDoubts(IReadOnlyList<int>? otherTop)
    {
        if (otherTop is null)
            yield return $"The model reads only {model.Config.Context} tokens, too few for the other decoder's prompt, so no second decoder was asked.";
    }

    private static List<int> Every(IReadOnlyList<int> tops, int offset) => [.. tops.Where((_, row) => row % 2 == offset)];

    private static IReadOnlyList<int> Top(Tensor scores) => [.. scores.argmax(-1).cpu().data<long>().ToArray().Select(id => (int)id)];
}
