using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>A text that a map says somewhere.</summary>
/// <param name="Text">The exact text.</param>
/// <param name="Display">Its visible form.</param>
/// <param name="Best">Its best probability where it is the top token.</param>
public sealed record AnswerChoice(string Text, string Display, float Best);

/// <summary>A map as far as it has come: what it was asked for, its tokens, and its cells.</summary>
public sealed class SweepMap
{
    private readonly CellReading?[][] _cells;
    private readonly Dictionary<Layer, int> _rows;
    private readonly Dictionary<Layer, int> _columns;
    private readonly int _blocks;
    private readonly Dictionary<CellAddress, CellText> _texts = [];
    private double _work;

    public SweepMap(SweepRequest request, SweepStarted started, int blocks, int? sourceBlocks = null)
    {
        (Request, _blocks) = (request, blocks);
        SourceTokens = started.SourceTokens;
        TargetTokens = started.TargetTokens;
        (Answers, ToWrite) = (started.Answers, started.Written);
        Rows = request.SourceLayers ?? Layer.Blocks(sourceBlocks ?? blocks);
        Columns = request.TargetLayers ?? Layer.Blocks(blocks);
        SourcePosition = Absolute(request.Source.Position, SourceTokens.Count);
        TargetPosition = Absolute(request.Target.Position, TargetTokens.Count);
        TargetPositions = PatchedPositionsOf(TargetPosition, request.AlsoPatched, TargetTokens.Count);
        ReadPosition = ReadPositionOf(request.Readout, TargetPosition, TargetTokens.Count);
        _cells = [.. Rows.Select(_ => new CellReading?[Columns.Count])];
        _rows = Rows.Select((layer, at) => (layer, at)).ToDictionary(row => row.layer, row => row.at);
        _columns = Columns.Select((layer, at) => (layer, at)).ToDictionary(column => column.layer, column => column.at);
        DeadColumns = [.. Columns.Select(column => SweepPlan.CannotChange(column, blocks, TargetPositions, ReadPosition))];
    }

    /// <summary>What was asked for.</summary>
    public SweepRequest Request { get; }

    /// <summary>Tokens of S.</summary>
    public IReadOnlyList<Token> SourceTokens { get; }

    /// <summary>Tokens of T.</summary>
    public IReadOnlyList<Token> TargetTokens { get; }

    /// <summary>i, counted from the start.</summary>
    public int SourcePosition { get; }

    /// <summary>i*, counted from the start.</summary>
    public int TargetPosition { get; }

    /// <summary>i* and the further positions that get the same vector.</summary>
    public IReadOnlyList<int> TargetPositions { get; }

    /// <summary>Where the next token is read, counted from the start.</summary>
    public int ReadPosition { get; }

    /// <summary>Source layers, from top to bottom.</summary>
    public IReadOnlyList<Layer> Rows { get; }

    /// <summary>Target layers, from left to right.</summary>
    public IReadOnlyList<Layer> Columns { get; }

    /// <summary>Per column, whether the read-out cannot change there.</summary>
    public IReadOnlyList<bool> DeadColumns { get; }

    /// <summary>What the target says without a patch; null while that has not come.</summary>
    public SweepUnpatched? Unpatched { get; set; }

    /// <summary>The affine maps of this run; null where it has none, or they have not come.</summary>
    public SweepFitted? Fitted { get; set; }

    /// <summary>Number of tokens that the model knows, V.</summary>
    public int Vocabulary { get; init; }

    /// <summary>The tokens of each answer of the request.</summary>
    public IReadOnlyList<IReadOnlyList<Token>> Answers { get; }

    /// <summary>For how many cells texts come.</summary>
    public int ToWrite { get; }

    /// <summary>For how many they have come.</summary>
    public int Written => _texts.Count;

    /// <summary>Number of cells in all.</summary>
    public int Total => Rows.Count * Columns.Count;

    /// <summary>Number of cells that have come.</summary>
    public int Done { get; private set; }

    /// <summary>Share of the map's work that the cells that have come took, 0 … 1: an early target layer has more blocks after it.</summary>
    public double ShareOfWork => _work / (Rows.Count * Columns.Sum(Work));

    /// <summary>Whether every cell has come.</summary>
    public bool IsWhole => Done == Total;

    /// <summary>i* and the further patched positions of a target prompt of <paramref name="count"/> tokens, counted from the start.</summary>
    public static IReadOnlyList<int> PatchedPositionsOf(int targetPosition, IReadOnlyList<int>? also, int count) =>
        [targetPosition, .. (also ?? []).Select(position => Absolute(position, count))];

    /// <summary>Where a read-out stands in a target prompt of <paramref name="count"/> tokens, counted from the start.</summary>
    public static int ReadPositionOf(Readout readout, int targetPosition, int count) =>
        readout.IsPatched ? targetPosition : Absolute(readout.Position ?? -1, count);

    /// <summary>A cell by row and column, or null while it has not come.</summary>
    public CellReading? At(int row, int column) => _cells[row][column];

    /// <summary>A cell by its layers, or null where the map has none or it has not come.</summary>
    public CellReading? At(CellAddress cell) => Contains(cell) ? _cells[_rows[cell.Source]][_columns[cell.Target]] : null;

    /// <summary>Whether the map has such a cell.</summary>
    public bool Contains(CellAddress cell) => _rows.ContainsKey(cell.Source) && _columns.ContainsKey(cell.Target);

    /// <summary>Row and column of a cell that the map has.</summary>
    public (int Row, int Column) Find(CellAddress cell) => (_rows[cell.Source], _columns[cell.Target]);

    /// <summary>Whether the read-out cannot change in a cell that the map has.</summary>
    public bool IsDead(CellAddress cell) => DeadColumns[_columns[cell.Target]];

    /// <summary>Why not.</summary>
    public string WhyDead => ReadPosition < TargetPosition
        ? "Cannot change: the token read stands before the patched one."
        : "Cannot change: no block is left to carry the patch to the token read.";

    /// <summary>Takes cells that have come; a cell that comes twice counts once.</summary>
    public void Add(IReadOnlyList<CellReading> cells)
    {
        foreach (var cell in cells)
        {
            var (row, column) = Find(new CellAddress(cell.SourceLayer, cell.TargetLayer));
            if (_cells[row][column] is null)
            {
                Done++;
                _work += Work(cell.TargetLayer);
            }
            _cells[row][column] = cell;
        }
    }

    /// <summary>Whether a text comes for a cell.</summary>
    public bool Writes(CellAddress cell) => Request.NewTokens > 0 && (Request.Writes is WrittenCells.All || cell.Source == cell.Target);

    /// <summary>The texts that are the top token of some cell, each with its best probability there, falling.</summary>
    public IReadOnlyList<AnswerChoice> TopTexts() =>
        [.. _cells.SelectMany(row => row).Where(cell => cell is { Top.Count: > 0 }).Select(cell => cell!.Top[0])
            .GroupBy(top => top.Text, StringComparer.Ordinal)
            .Select(same => new AnswerChoice(same.Key, same.First().Display, same.Max(top => top.Probability)))
            .OrderByDescending(choice => choice.Best).ThenBy(choice => choice.Text, StringComparer.Ordinal)];

    /// <summary>What the model writes in a cell, or null where that is not asked for or has not come.</summary>
    public CellText? TextAt(CellAddress cell) => _texts.GetValueOrDefault(cell);

    /// <summary>Takes what a run's stream says of its cells.</summary>
    public void Take(SweepEvent item)
    {
        switch (item)
        {
            case SweepUnpatched unpatched:
                Unpatched = unpatched;
                break;
            case SweepFitted fitted:
                Fitted = fitted;
                break;
            case SweepCells cells:
                Add(cells.Cells);
                break;
            case SweepWritten written:
                Add(written.Cells);
                break;
            default:
                throw new NotSupportedException($"Event {item.GetType().Name} says nothing of cells.");
        }
    }

    /// <summary>Takes texts that have come.</summary>
    public void Add(IReadOnlyList<CellText> cells)
    {
        foreach (var cell in cells)
            _texts[new CellAddress(cell.SourceLayer, cell.TargetLayer)] = cell;
    }

    /// <summary>
    /// The cell of the earliest layers whose top token is one of these texts and hardly less probable than in the best one,
    /// outside the columns that cannot change.
    /// </summary>
    public CellAddress? Telling(IReadOnlyList<string> texts)
    {
        const float Nearly = 0.95f;
        var saying = _cells.SelectMany(row => row.Where((cell, column) => cell is not null && !DeadColumns[column]))
            .Where(cell => cell!.Top.Count > 0 && texts.Contains(cell.Top[0].Text))
            .ToList();
        var enough = saying.Select(cell => cell!.Top[0].Probability).DefaultIfEmpty().Max() * Nearly;
        return saying.Find(cell => cell!.Top[0].Probability >= enough) is { } first ? new CellAddress(first.SourceLayer, first.TargetLayer) : null;
    }

    /// <summary>Of one cell, in blocks; the unembedding counts as one.</summary>
    private double Work(Layer column) => Math.Max(0, _blocks - 1 - column.Index) + 1;

    private static int Absolute(int position, int count) => position < 0 ? count + position : position;
}
