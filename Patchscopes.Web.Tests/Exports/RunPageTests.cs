using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Bunit;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Exports.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Components;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Exports;

/// <summary>The still page of a run holds what its own page shows, in the same words.</summary>
public sealed class RunPageTests : ControlContext
{
    [Theory]
    [InlineData("[data-testid=cell-title]", ".cell h2")]
    [InlineData("[data-testid=sentence]", ".cell .sentence")]
    [InlineData("[data-testid=meaning]", ".cell .meaning")]
    [InlineData("[data-testid=controls-verdict]", ".cell .verdict")]
    [InlineData("[data-testid=patched-text]", ".cell .written:not(.dim)")]
    [InlineData("[data-testid=unpatched-text]", ".cell .written.dim")]
    [InlineData("[data-testid=controls] li", ".cell .controls li")]
    [InlineData("[data-testid=shows]", ".map .caption")]
    [InlineData("[data-testid=compare-words]", ".map > p.dim:not(.caption)")]
    [InlineData("[data-testid=lens-table]", ".lens")]
    [InlineData(".prompt.target .chips", ".pair figure:last-child .prompt.target .chips")]
    public void OfAMap_SaysWhatItsPageSays(string onPage, string onStill)
    {
        var run = SavedRuns.FullMap();

        Assert.Equal(Words(OnPage(run, onPage)), Words(Still(run).QuerySelectorAll(onStill)));
    }

    [Theory]
    [InlineData("[data-testid=question] h2, [data-testid=twin] h2, [data-testid=without] h2", ".lane h2")]
    [InlineData("[data-testid=verdict]", ".lane .verdict")]
    [InlineData(".lane .about", ".lane .head .dim")]
    [InlineData(".lane .band", ".lane .band")]
    [InlineData(".lane .says .cell", ".lane .says-cell")]
    [InlineData("[data-testid=writes] dd", ".writes dd")]
    [InlineData("[data-testid=writes] .measures", ".writes .measures")]
    [InlineData(".lane .doubt", ".lane .doubt")]
    public void OfTraces_SaysWhatItsPageSays(string onPage, string onStill)
    {
        var run = SavedRuns.Stages();

        Assert.Equal(Words(OnPage(run, onPage)), Words(Still(run).QuerySelectorAll(onStill)));
    }

    [Fact]
    public void APage_ThatGrowsWithoutEnd_IsRefused()
    {
        var (page, text) = (new Markup(), new string('x', 1 << 20));

        var refused = Assert.Throws<RequestRefusedException>(() =>
        {
            for (var part = 0; part < 100; part++)
                page.Add($"<p>{text}</p>");
        });

        Assert.Equal(RefusalReason.TooLarge, refused.Reason);
        Assert.Contains("Export it as JSON", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfTraces_SaysAVerdictOnce()
    {
        var page = Still(SavedRuns.Stages());

        var verdict = Words(page.QuerySelectorAll(".lane .verdict"))[0];
        Assert.Equal(2, Regex.Count(page.Body!.TextContent, Regex.Escape(verdict)));
        Assert.Equal(3, page.QuerySelectorAll(".curves").Length);
        Assert.Equal(3 * 2 * 2, page.QuerySelectorAll(".fold tbody tr").Length);
    }

    [Fact]
    public void OfAMap_HasTheTopTokensWithAndWithoutThePatch()
    {
        var bars = Still(SavedRuns.FullMap()).QuerySelectorAll(".cell .bars").Select(list => Words(list.QuerySelectorAll("li"))).ToList();

        Assert.Equal([["␣t1 0.500"], ["␣t0 0.500"]], bars);
    }

    [Fact]
    public void OfAMap_ListsItsPins_TheRowAndTheColumnOfItsCell_AndTheDiagonal()
    {
        var page = Still(SavedRuns.FullMap());

        Assert.Equal(["emb → 1 ␣t-1 0.500 0.000", "0 → 0 ␣t0 0.500 0.000"], Words(page.QuerySelectorAll(".pins tbody tr")));
        Assert.Equal(["target layer 0 ␣t1 0.250 change 0.000", "target layer 1 ␣t1 0.250 change 0.000"], Words(page.QuerySelectorAll(".strip")[0].QuerySelectorAll("li")));
        Assert.Equal(3, page.QuerySelectorAll(".strip")[1].QuerySelectorAll("li").Length);
        Assert.Equal(["0 ␣t0 0.500", "1 ␣t1 0.500"], Words(page.QuerySelectorAll(".map .list tbody tr")));
    }

    [Fact]
    public void OfAMap_HasEveryCellThatWasOpened()
    {
        var run = SavedRuns.FullMap();
        var (first, cell) = (run.Sweeps[0], run.Sweeps[0].Cells[0]);
        run = run with { Sweeps = [first with { Cells = [cell with { TargetLayer = new Layer(1) }, cell with { Controls = false, Detail = cell.Detail with { Controls = [] } }, cell] }, .. run.Sweeps.Skip(1)] };

        var page = Still(run);

        Assert.Equal(["Cell 1 → 0", "Cell 1 → 1"], Words(page.QuerySelectorAll(".cell h2")));
        Assert.All(page.QuerySelectorAll(".cell"), kept => Assert.Equal(3, kept.QuerySelectorAll(".controls li").Length));
    }

    [Fact]
    public void OfAComparison_HasEachMapUnderItsOwnPrompts()
    {
        var figures = Still(SavedRuns.FullMap()).QuerySelectorAll(".pair figure");

        Assert.Equal(["A kept", "B now"], figures.Select(figure => Words(figure.QuerySelectorAll("figcaption"))[0]));
        Assert.Equal(["b ␣a", "a ␣b"], figures.Select(figure => string.Join(' ', figure.QuerySelectorAll(".source .chip .mono").Select(token => token.TextContent))));
        Assert.Equal(["b", "␣b"], figures.Select(figure => figure.QuerySelector(".source .chosen .mono")!.TextContent));
        Assert.All(figures, figure => Assert.Single(figure.QuerySelectorAll(".light > svg")));
    }

    [Fact]
    public void OfADifference_NamesBothMaps()
    {
        var run = SavedRuns.FullMap();
        run = run with { View = run.View + "&difference=1" };
        Assert.True(SavedMap.Open(run).Look.Difference);

        var said = Still(run).QuerySelector(".map")!.TextContent;

        Assert.Contains("A b a [0] → x x · tiny", said, StringComparison.Ordinal);
        Assert.Contains("B a b → x x · tiny", said, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAMapShownAsATable_HasTheTable()
    {
        var run = SavedRuns.Map();

        var table = Still(run with { View = run.View + "&show=table" }).QuerySelector("table.cells")!;

        Assert.Equal(["0 ␣t0, 0.125 ␣t0, 0.250", "1 ␣t1, 0.125 ␣t1, 0.250"], Words(table.QuerySelectorAll("tbody tr")));
    }

    [Fact]
    public void OfASourcePrompt_HasTheModelsOwnAnswer() =>
        Assert.Contains("goes on with ␣t0 0.500", Words(Still(Alone(SavedRuns.FullMap())).QuerySelectorAll(".prompt.source .head"))[0], StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Folds_LieOpenInAFile_AndClosedInAFrame(bool isFrame)
    {
        foreach (var run in new[] { SavedRuns.FullMap(), SavedRuns.Stages() })
        {
            var folds = Still(run, isFrame ? "/p/x" : null).QuerySelectorAll("details.fold");

            Assert.NotEmpty(folds);
            Assert.All(folds, fold => Assert.Equal(!isFrame, fold.HasAttribute("open")));
        }
    }

    [Fact]
    public void AnyText_IsText()
    {
        const string Evil = "</summary><img src=x onerror=alert(1)>\"' onload=\u0001";
        var run = SavedRuns.FullMap();
        var reading = new TokenReading(1, Evil, 0.5f);
        var detail = new CellDetail([reading], [reading], [new(1, Evil, Evil)], [new(1, Evil, Evil)]) { Controls = [new ControlReading(ControlKind.Random, 1, [reading])] };
        run = run with
        {
            Lenses = [run.Lenses[0] with { Table = new LensTable([new(1, Evil, Evil)], [new LensRow(new Layer(0), [[reading]])]) }],
            Sweeps = [run.Sweeps[0] with { Cells = [run.Sweeps[0].Cells[0] with { Detail = detail }] }, .. run.Sweeps.Skip(1)],
        };

        var page = Still(run);

        Assert.Empty(page.QuerySelectorAll("img, script, [onload], [onerror]"));
        Assert.Equal(TokenDisplay.Of(Evil), page.QuerySelector(".lens td")!.TextContent);
    }

    [Fact]
    public void FrameSize_FollowsWhatIsFramed()
    {
        var run = Alone(SavedRuns.FullMap());
        var (small, large) = (FrameSize.HeightOf(run with { View = SavedRuns.Map().View.Replace("&cell=1-0", "", StringComparison.Ordinal) }), FrameSize.HeightOf(run));

        Assert.InRange(small, 240, large - 200);
        Assert.InRange(large, small + 200, FrameSize.Tallest);
        Assert.Equal(FrameSize.Tallest, FrameSize.HeightOf(run with { Words = run.Words with { Notes = string.Join('\n', Enumerable.Repeat("a", 100)) } }));
    }

    /// <summary>The run without the map beside it.</summary>
    private static SavedRun Alone(SavedRun run)
    {
        var view = ExplorerUrl.Read(run.View, run.Sweeps[0].Request).View;
        return run with { View = ExplorerUrl.Write(view with { With = null }), Sweeps = [run.Sweeps[0], .. run.Sweeps.Skip(2)] };
    }

    private static IHtmlDocument Still(SavedRun run, string? address = null) => new HtmlParser().ParseDocument(RunPage.Of(run, RunPage.TitleOf(run), address, null, isImported: false));

    private IEnumerable<IElement> OnPage(SavedRun run, string selector)
    {
        Store.Runs["rich"] = run;
        var page = Render<SavedRunPage>(parameters => parameters.Add(shown => shown.Id, "rich"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(selector)));
        return page.FindAll(selector);
    }

    /// <summary>What elements say, the spaces between their parts aside.</summary>
    private static List<string> Words(IEnumerable<IElement> elements) => [.. elements.Select(element => Regex.Replace(Text(element), @"\s+", " ").Trim())];

    private static string Text(INode node) => node is IElement { ChildNodes.Length: > 0 } element && element.ChildNodes.Any(child => child is IElement)
        ? string.Join(IsInline(element) ? "" : " ", element.ChildNodes.Select(Text))
        : node.TextContent;

    /// <summary>A sentence's parts follow each other; a list's stand apart.</summary>
    private static bool IsInline(IElement element) => element.LocalName is "p" or "td" or "th" || element.ClassList.Contains("mono");
}
