using System.Globalization;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.State.Stages;

/// <summary>Something done to a run to see what it does: taken out of a lane's, or put from a lane on another prompt's.</summary>
/// <param name="Lane">Whose run, or whose write.</param>
/// <param name="Blocks">The blocks whose feed-forward write is removed or replaced; null for a cut of attention.</param>
/// <param name="CutFrom">The position that the traced one may no longer attend to; null where blocks are given.</param>
public sealed record StageProof(LaneKey Lane, BlockRange? Blocks, int? CutFrom)
{
    /// <summary>What is put there instead of the writes, and on which prompt; null where they are removed.</summary>
    public StagePut? Put { get; init; }

    /// <summary>Whether a link can say it: a file's numbers it cannot.</summary>
    public bool HasLink => Put is not { File: not null };

    /// <summary>Without the feed-forward writes of some blocks.</summary>
    public static StageProof Remove(LaneKey lane, int first, int last) => new(lane, new BlockRange(first, last), null);

    /// <summary>Without attention to a position, in every block.</summary>
    public static StageProof Cut(LaneKey lane, int from) => new(lane, null, from);

    /// <summary>The trace of a lane, or of the other prompt, with this done to it.</summary>
    /// <param name="plain">What the lane asks for.</param>
    public TraceRequest Request(TraceRequest plain)
    {
        if (Put is not { } put)
            return plain with { Interventions = [Intervention(plain)] };
        var known = OVectorPrompts.Known(plain.Prompt, put.Onto);
        return new TraceRequest
        {
            Model = plain.Model,
            Prompt = put.Onto,
            Chat = plain.Chat,
            Decoder = plain.Decoder,
            TopK = plain.TopK,
            Argument = known?.Argument,
            Answer = known?.Answer,
            Interventions = [Intervention(plain)],
        };
    }

    /// <summary>"mlp.8", "mlp.7-9", "attention.12", or "write.8.7-9" and perhaps ".everywhere", with "twin." before it for the other lane.</summary>
    public override string ToString()
    {
        var what = Blocks is not { } blocks ? Invariant($"{Names.Attention}.{CutFrom}")
            : Put is not { } put ? Invariant($"{Names.FeedForward}.{Range(blocks)}")
            : Invariant($"{Names.Write}.{put.From}.{Range(blocks)}{(put.IsEverywhere ? $".{Names.Everywhere}" : "")}");
        return Lane is LaneKey.Twin ? $"{Names.Twin}.{what}" : what;
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">What is done.</param>
    /// <param name="onto">The prompt that a write is put on; null where the link names none.</param>
    /// <param name="proof">What was read.</param>
    public static bool TryParse(string text, string? onto, out StageProof proof)
    {
        var parts = text.Split('.');
        var lane = parts[0] == Names.Twin ? LaneKey.Twin : LaneKey.Question;
        if (lane is LaneKey.Twin)
            parts = parts[1..];
        var found = parts switch
        {
            [Names.Attention, var from] when TryNumber(from, out var position) => Cut(lane, position),
            [Names.FeedForward, var range] when TryRange(range, out var blocks) => new StageProof(lane, blocks, null),
            [Names.Write, var from, var range, .. var rest] when onto is { Length: > 0 } && TryNumber(from, out var block) && TryRange(range, out var blocks) && rest is [] or [Names.Everywhere]
                => new StageProof(lane, blocks, null) { Put = new StagePut(block, null, onto, rest is [Names.Everywhere]) },
            _ => null,
        };
        proof = found ?? Remove(LaneKey.Question, 0, 0);
        return found is not null;
    }

    private InterventionRequest Intervention(TraceRequest plain) => Blocks is not { } blocks
        ? new InterventionRequest { Kind = InterventionKind.CutAttention, From = CutFrom }
        : new InterventionRequest
        {
            Kind = Put is null ? InterventionKind.Zero : InterventionKind.Replace,
            Site = PatchSite.FeedForwardWrite,
            Layers = [.. Enumerable.Range(blocks.First, blocks.Size)],
            Positions = Put is { IsEverywhere: true } ? [] : null,
            Vector = Put?.File?.Vector,
            VectorFrom = Put is { From: { } from } ? new VectorSource { Prompt = plain.Prompt, Chat = plain.Chat, Position = plain.Position, Layer = from } : null,
        };

    private static string Range(BlockRange blocks) => blocks.First == blocks.Last ? Invariant($"{blocks.First}") : Invariant($"{blocks.First}-{blocks.Last}");

    private static bool TryRange(string text, out BlockRange blocks)
    {
        var ends = text.Split('-');
        var isRange = TryNumber(ends[0], out var first) & TryNumber(ends[^1], out var last);
        blocks = new BlockRange(first, last);
        return isRange && ends.Length <= 2 && first <= last;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);


    private static class Names
    {
        public const string Twin = "twin";
        public const string FeedForward = "mlp";
        public const string Attention = "attention";
        public const string Write = "write";
        public const string Everywhere = "everywhere";
    }
}
