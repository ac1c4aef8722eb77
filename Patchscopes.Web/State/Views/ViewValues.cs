using System.Globalization;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Views.CellValue;

namespace Patchscopes.Web.State.Views;

/// <summary>A map as one of its views reads it.</summary>
public sealed class ViewValues : ICellValues
{
    private const int TokensInHover = 5;

    private readonly MapView _view;
    private readonly int _vocabulary;
    private readonly int? _answer;

    /// <summary>Reads a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="look">The view, and the answer that it is of.</param>
    /// <param name="beside">A map to compare with, whose colours must mean the same; or null.</param>
    public ViewValues(SweepMap map, MapLook look, SweepMap? beside = null)
    {
        (Map, _view, _vocabulary) = (map, look.View, Math.Max(map.Vocabulary, beside?.Vocabulary ?? 0));
        var given = map.Request.Answers?.Count ?? 0;
        _answer = look.TakesAnswer && given > 0 && (look.AnswerIndex is not null || look.NeedsAnswer) ? Math.Min(look.AnswerIndex ?? 0, given - 1) : null;
    }

    /// <inheritdoc/>
    public SweepMap Map { get; }

    /// <inheritdoc/>
    public string Name => _view switch
    {
        MapView.TopToken => "probability of the top token",
        MapView.Probability => $"probability of {Answer}",
        MapView.Rank => $"rank of {Answer}",
        MapView.Change when _answer is null => "change of the top token’s probability against the run without a patch",
        MapView.Change => $"change of the probability of {Answer} against the run without a patch",
        MapView.Entropy => "entropy of the next token in nats, at most ln V",
        MapView.Success => string.Create(CultureInfo.InvariantCulture, $"whether the {Map.Request.NewTokens} tokens written hold {Answer}"),
        _ => throw new NotSupportedException($"The view {_view} has no name."),
    };

    /// <inheritdoc/>
    public bool AreTokens => _view is MapView.TopToken;

    /// <inheritdoc/>
    public ValueRange Range => _view switch
    {
        MapView.Change => ValueRange.Changes,
        MapView.Entropy => ValueRange.Entropies(_vocabulary),
        MapView.Rank => ValueRange.Ranks(_vocabulary),
        _ => ValueRange.Unit,
    };

    /// <inheritdoc/>
    public string? Lack
    {
        get
        {
            if (_view is MapView.Probability or MapView.Rank or MapView.Success && _answer is null)
                return "Choose an answer to see this view.";
            if (_answer is not { } at)
                return null;
            if (_view is MapView.Rank && at < Map.Answers.Count && Map.Answers[at].Count > 1)
                return string.Create(CultureInfo.InvariantCulture, $"{Answer} has {Map.Answers[at].Count} tokens, and only a single token has a rank. Its probability can be shown.");
            if (_view is MapView.Success)
                return Map.Request.NewTokens > 0 ? null : "This run wrote no tokens, so nothing can hold the answer.";
            return at < Map.Answers.Count ? null : $"This run has no numbers for {Answer}.";
        }
    }

    private string Answer => _answer is { } at ? TokenDisplay.Of(Map.Request.Answers![at]) : "an answer";

    /// <inheritdoc/>
    public CellValue? At(CellAddress cell)
    {
        if (Map.At(cell) is not { Top: [var top, ..] } reading)
            return null;
        return _view switch
        {
            MapView.TopToken => new CellValue(top.Probability, top.Display, null, $"{top.Display}, {Probability(top.Probability)}"),
            MapView.Entropy => Of(reading.Entropy, reading.Entropy.ToString("0.00", CultureInfo.InvariantCulture), reading.Entropy.ToString("0.0", CultureInfo.InvariantCulture)),
            MapView.Change when _answer is null => InBrief(top.Probability - reading.UsualProbability),
            MapView.Success => Success(cell),
            _ => OfAnswer(reading),
        };
    }

    /// <inheritdoc/>
    public IEnumerable<string> Lines(CellAddress cell)
    {
        if (Map.At(cell) is not { Top: [var top, ..] } reading)
            yield break;
        var shown = reading.Top.Take(TokensInHover).Select(token => (Token: token.Display, token.Probability)).ToList();
        var width = Math.Min(24, shown.Max(token => token.Token.Length));
        foreach (var (token, probability) in shown)
            yield return $"{token.PadRight(width)}  {Probability(probability)}";
        // A recorded map may have no more than its tokens.
        if (Map.Unpatched is null)
            yield break;
        yield return string.Create(CultureInfo.InvariantCulture, $"entropy {reading.Entropy:0.00} nats");
        if (Standing(reading) is { } standing)
            yield return $"{Answer}: {Probability(standing.Probability)}" + (standing.Rank is { } rank ? string.Create(CultureInfo.InvariantCulture, $", rank {rank}") : "");
        yield return _answer is not null && Change(reading) is { } change
            ? $"change of {Answer}: {CellValue.Change(change)}"
            : $"change of {top.Display}: {CellValue.Change(top.Probability - reading.UsualProbability)}";
    }

    private CellValue? Success(CellAddress cell)
    {
        if (Lack is not null || !Map.Writes(cell))
            return Nothing;
        return Map.TextAt(cell) is not { } text ? null
            : text.HasAnswer is not { } has ? Nothing
            : has ? new CellValue(1, "✓", "✓", "yes") : new CellValue(0, "·", "·", "no");
    }

    private CellValue OfAnswer(CellReading reading)
    {
        if (Standing(reading) is not { } standing)
            return Nothing;
        return _view switch
        {
            MapView.Probability => Of(standing.Probability, Probability(standing.Probability), standing.Probability.ToString("0.00", CultureInfo.InvariantCulture)),
            MapView.Rank when standing.Rank is { } rank => Of(rank, rank.ToString(CultureInfo.InvariantCulture)),
            MapView.Change when Change(reading) is { } change => InBrief(change),
            _ => Nothing,
        };
    }

    private static CellValue InBrief(double change) => Of(change, CellValue.Change(change), WithSign(change, "0.00"));

    private AnswerReading? Standing(CellReading reading) => _answer is { } at && at < reading.Answers.Count ? reading.Answers[at] : null;

    private double? Change(CellReading reading) =>
        Standing(reading) is { } patched && Map.Unpatched is { } usual && _answer < usual.Answers.Count ? patched.Probability - usual.Answers[_answer.Value].Probability : null;
}
