using System.Globalization;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.State.Stages;

/// <summary>One of the two traces that are compared.</summary>
public enum LaneKey
{
    /// <summary>The question as it was asked.</summary>
    Question,

    /// <summary>The same with its facts in front.</summary>
    Twin,
}

/// <summary>Which state of each block a lane shows.</summary>
public enum ShownState
{
    /// <summary>After the whole block.</summary>
    AfterBlock,

    /// <summary>Between attention and feed-forward layer.</summary>
    AfterAttention,
}

/// <summary>Something taken out of a lane's run to see what it does.</summary>
/// <param name="Lane">Whose run.</param>
/// <param name="Blocks">The blocks whose feed-forward write is removed at the traced position; null for a cut of attention.</param>
/// <param name="CutFrom">The position that the traced one may no longer attend to; null where blocks are given.</param>
public sealed record StageProof(LaneKey Lane, BlockRange? Blocks, int? CutFrom)
{
    /// <summary>Without the feed-forward writes of some blocks.</summary>
    public static StageProof Remove(LaneKey lane, int first, int last) => new(lane, new BlockRange(first, last), null);

    /// <summary>Without attention to a position, in every block.</summary>
    public static StageProof Cut(LaneKey lane, int from) => new(lane, null, from);

    /// <summary>The same as a request says it.</summary>
    public InterventionRequest Intervention() => Blocks is { } blocks
        ? new InterventionRequest
        {
            Kind = InterventionKind.Zero,
            Site = PatchSite.FeedForwardWrite,
            Layers = [.. Enumerable.Range(blocks.First, blocks.Last - blocks.First + 1)],
        }
        : new InterventionRequest { Kind = InterventionKind.CutAttention, From = CutFrom };

    /// <summary>"mlp.8", "mlp.7-9" or "attention.12", with "twin." before it for the other lane.</summary>
    public override string ToString()
    {
        var what = Blocks is not { } blocks ? Text($"{StageProofNames.Attention}.{CutFrom}")
            : blocks.First == blocks.Last ? Text($"{StageProofNames.FeedForward}.{blocks.First}")
            : Text($"{StageProofNames.FeedForward}.{blocks.First}-{blocks.Last}");
        return Lane is LaneKey.Twin ? $"{StageProofNames.Twin}.{what}" : what;
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out StageProof proof)
    {
        proof = Remove(LaneKey.Question, 0, 0);
        var parts = text.Split('.');
        var lane = parts[0] == StageProofNames.Twin ? LaneKey.Twin : LaneKey.Question;
        if (lane is LaneKey.Twin)
            parts = parts[1..];
        if (parts.Length != 2)
            return false;
        var numbers = parts[1].Split('-');
        var isWhole = TryNumber(numbers[0], out var first);
        if (parts[0] == StageProofNames.Attention)
            proof = Cut(lane, first);
        else if (parts[0] == StageProofNames.FeedForward && TryNumber(numbers[^1], out var last) && first <= last && numbers.Length <= 2)
            proof = Remove(lane, first, last);
        else
            return false;
        return isWhole && (proof.CutFrom is null || numbers.Length == 1);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static class StageProofNames
    {
        public const string Twin = "twin";
        public const string FeedForward = "mlp";
        public const string Attention = "attention";
    }
}

/// <summary>All that a link to the stages says: the trace, and what of it is looked at.</summary>
public sealed record StageView
{
    /// <summary>The question's trace, without interventions.</summary>
    public required TraceRequest Request { get; init; }

    /// <summary>The task whose prompt this is, by its key; null for a question of one's own.</summary>
    public string? Task { get; init; }

    /// <summary>The block at the play head; null until it was moved.</summary>
    public int? Block { get; init; }

    /// <summary>The lane whose blocks are explained.</summary>
    public LaneKey Lane { get; init; }

    /// <summary>Which state of each block the lanes show.</summary>
    public ShownState Shown { get; init; }

    /// <summary>What is taken out in the third lane; null without one.</summary>
    public StageProof? Without { get; init; }
}

/// <summary>What was read from an address.</summary>
/// <param name="View">The view; fields that were missing or bad have their default.</param>
/// <param name="Problems">The fields that could not be read.</param>
public sealed record StageLink(StageView View, IReadOnlyList<FieldProblem> Problems);
