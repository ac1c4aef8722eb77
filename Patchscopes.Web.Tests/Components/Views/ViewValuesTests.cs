using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ViewValuesTests
{
    [Theory]
    [InlineData(MapView.TopToken, 0.6, "s1t2", "s1t2, 0.600")]
    [InlineData(MapView.Probability, 0.2, "0.200", "0.200")]
    [InlineData(MapView.Rank, 6, "6", "6")]
    [InlineData(MapView.Change, -0.05, "−0.050", "−0.050")]
    [InlineData(MapView.Entropy, 1.2, "1.20", "1.20")]
    public void At_InEveryView_IsTheCellsNumber(MapView view, double value, string words, string spoken)
    {
        var values = new ViewValues(ViewMaps.Map(ViewMaps.Request(" a", " b")), new MapLook { View = view, AnswerIndex = 1 });

        var cell = values.At(ViewMaps.At(1, 2))!;

        Assert.Equal(value, cell.Value!.Value, 6);
        Assert.Equal((words, spoken), (cell.Words, cell.Spoken));
        Assert.Null(values.Lack);
    }

    [Fact]
    public void Change_WithoutAnAnswer_IsThatOfEachCellsOwnTopToken()
    {
        var values = new ViewValues(ViewMaps.Map(ViewMaps.Request(" a")), new MapLook { View = MapView.Change });

        Assert.Equal(0.6 - 0.75, values.At(ViewMaps.At(1, 2))!.Value!.Value, 6);
        Assert.Contains("top token", values.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Rank_OfAnAnswerOfSeveralTokens_SaysThatItHasNone_AndItsProbabilityIsThere()
    {
        var map = ViewMaps.Map(ViewMaps.Request(" New York"));
        var rank = new ViewValues(map, new MapLook { View = MapView.Rank });

        Assert.Equal("␣New␣York has 2 tokens, and only a single token has a rank. Its probability can be shown.", rank.Lack);
        Assert.Same(CellValue.Nothing, rank.At(ViewMaps.At(0, 0)));
        Assert.Equal(0.1, new ViewValues(map, new MapLook { View = MapView.Probability }).At(ViewMaps.At(0, 0))!.Value!.Value, 6);
    }

    [Fact]
    public void Success_IsThereWhenTheTextIs_AndOnlyWhereOneIsWritten()
    {
        var map = ViewMaps.Map(ViewMaps.Request(" a") with { NewTokens = 5, Writes = WrittenCells.Diagonal });
        var values = new ViewValues(map, new MapLook { View = MapView.Success });
        Assert.Null(values.At(ViewMaps.At(1, 1)));

        map.Add([new CellText(new Layer(1), new Layer(1), [], true), new CellText(new Layer(2), new Layer(2), [], false)]);

        Assert.Equal((1, "yes"), (values.At(ViewMaps.At(1, 1))!.Value, values.At(ViewMaps.At(1, 1))!.Spoken));
        Assert.Equal((0, "no"), (values.At(ViewMaps.At(2, 2))!.Value, values.At(ViewMaps.At(2, 2))!.Spoken));
        Assert.Same(CellValue.Nothing, values.At(ViewMaps.At(1, 2)));
        Assert.Equal("whether the 5 tokens written hold ␣a", values.Name);
    }

    [Theory]
    [InlineData(MapView.Probability)]
    [InlineData(MapView.Rank)]
    [InlineData(MapView.Success)]
    public void AView_OfAnAnswerThatWasNotAskedFor_SaysSo(MapView view)
    {
        var values = new ViewValues(ViewMaps.Map(), new MapLook { View = view });

        Assert.Equal("Choose an answer to see this view.", values.Lack);
        Assert.Same(CellValue.Nothing, values.At(ViewMaps.At(0, 0)));
    }

    [Fact]
    public void Ranges_AreFixedByViewAndModel()
    {
        var map = ViewMaps.Map(ViewMaps.Request(" a"));
        Assert.Equal(new ValueRange(0, 1), Range(MapView.Probability));
        Assert.Equal(new ValueRange(-1, 1, IsDiverging: true), Range(MapView.Change));
        Assert.Equal(Math.Log(1000), Range(MapView.Entropy).To);
        Assert.Equal((1, 0, 0.5), (Range(MapView.Rank).Share(1), Range(MapView.Rank).Share(1000), Math.Round(Range(MapView.Rank).Share(Math.Sqrt(1000)), 9)));
        Assert.Equal(0.5, Range(MapView.Change).Share(0));

        ValueRange Range(MapView view) => new ViewValues(map, new MapLook { View = view }).Range;
    }

    [Fact]
    public void Lines_SayTopTokensEntropyAnswerAndChange()
    {
        var values = new ViewValues(ViewMaps.Map(ViewMaps.Request(" a")), new MapLook { View = MapView.Rank });

        Assert.Equal(["s1t2   0.600", "␣next  0.100", "entropy 1.20 nats", "␣a: 0.100, rank 5", "change of ␣a: −0.150"], values.Lines(ViewMaps.At(1, 2)));
    }

    [Fact]
    public void Differences_AreBLessA_WhereBothHaveTheCell()
    {
        var look = new MapLook { View = MapView.TopToken };
        var a = ViewMaps.Map(ViewMaps.Request() with { SourceLayers = [new Layer(0), new Layer(1)] });
        var difference = new DifferenceValues(new ViewValues(a, look), new ViewValues(ViewMaps.Map(more: 0.25), look));

        Assert.Equal(0.25, difference.At(ViewMaps.At(1, 2))!.Value!.Value, 6);
        Assert.Equal("+0.250", difference.At(ViewMaps.At(1, 2))!.Words);
        Assert.Same(CellValue.Nothing, difference.At(ViewMaps.At(2, 0)));
        Assert.Equal(3, difference.Alone);
        Assert.Equal(new ValueRange(-1, 1, IsDiverging: true), difference.Range);
    }

    [Fact]
    public void Differences_OfOtherTokens_AreWords_AndNoNumber()
    {
        var look = new MapLook { View = MapView.TopToken };
        var (a, b) = (ViewMaps.Map(isWhole: false), ViewMaps.Map(isWhole: false));
        a.Add([Cell(" Warsaw", 0.9f), Cell(" same", 0.5f, 1)]);
        b.Add([Cell(" Tokyo", 0.8f), Cell(" same", 0.75f, 1)]);
        var difference = new DifferenceValues(new ViewValues(a, look), new ViewValues(b, look));

        var other = difference.At(ViewMaps.At(0, 0))!;
        Assert.Equal((null, "␣Warsaw → ␣Tokyo", CellValue.Others), (other.Value, other.Words, other.Brief));
        Assert.Equal("+0.250", difference.At(ViewMaps.At(0, 1))!.Words);
        Assert.Equal(1, difference.Others);
        Assert.Equal(["A: ␣Warsaw, 0.900", "B: ␣Tokyo, 0.800", "␣Warsaw → ␣Tokyo"], difference.Lines(ViewMaps.At(0, 0)));
        Assert.EndsWith("≠ where they do not", difference.Name, StringComparison.Ordinal);

        static CellReading Cell(string says, float probability, int target = 0) => new(new Layer(0), new Layer(target), [new TokenReading(target, says, probability)]);
    }

    [Fact]
    public void TopTexts_AreByTheirBestProbability()
    {
        var texts = ViewMaps.Map().TopTexts();

        Assert.Equal(["s2t0", "s2t1", "s2t2", "s1t0"], texts.Take(4).Select(choice => choice.Text));
        Assert.Equal(9, texts.Count);
        Assert.Equal(0.7f, texts[0].Best);
    }
}
