using System.Xml.Linq;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Exports;

public sealed class ExportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Json_IsImportedWithTheSameNumbers()
    {
        var run = SavedRuns.Map("Poland");

        var imported = RunImport.Read(new MemoryStream(SavedJson.Write(run)), int.MaxValue);

        Assert.Equal(SavedJson.Write(run), SavedJson.Write(imported));
    }

    [Fact]
    public void Svg_HasEveryCellWithItsLabelAndNumber()
    {
        var drawing = XElement.Parse(RunFiles.Svg(SavedRuns.Map(), ThemeColors.Light));

        Assert.Equal(4, drawing.Descendants(Svg + "text").Count(text => text.Value.StartsWith("␣t", StringComparison.Ordinal)));
        var titles = drawing.Descendants(Svg + "title").Select(title => title.Value).ToList();
        Assert.Contains("source 1, target 0: ␣t1, 0.125", titles);
    }

    [Fact]
    public void Svg_StandsUnderItsPromptsAndItsModel()
    {
        var lines = Lines(RunFiles.Svg(SavedRuns.Map(), ThemeColors.Light));

        Assert.Equal(["tiny", "source", "a b", "target", "x"], lines.Take(5));
    }

    [Fact]
    public void Svg_OfAComparison_HasBothMaps_EachUnderItsPrompts()
    {
        var lines = Lines(RunFiles.Svg(SavedRuns.FullMap(), ThemeColors.Dark));

        Assert.Equal(2, lines.Count(line => line == "source"));
        Assert.True(lines.IndexOf("b a") < lines.IndexOf("a b"), string.Join('|', lines));
        Assert.Contains(lines, line => line.StartsWith("A  tiny · through a fitted affine map", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("B  tiny", StringComparison.Ordinal));
    }

    [Fact]
    public void Svg_OfALongPrompt_HasTheChosenTokenAndWhatStandsBeforeIt()
    {
        var tokens = Enumerable.Range(0, 500).Select(at => new Token(at, $" w{at}", $"␣w{at}")).ToList();

        var line = string.Concat(PromptLine.Of(tokens, [300], 60).Select(part => part.Text));

        Assert.StartsWith("…", line, StringComparison.Ordinal);
        Assert.EndsWith(" w299 w300…", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 50, 60);
        Assert.Equal(" w300", Assert.Single(PromptLine.Of(tokens, [300], 60), part => part.IsChosen).Text);
    }

    [Fact]
    public void Svg_OfTraces_HasTheStageBand()
    {
        var lines = Lines(RunFiles.Svg(SavedRuns.Stages(), ThemeColors.Light));

        Assert.Equal(3, lines.Count(line => line == "A argument formation" || line == "A"));
        Assert.Contains(lines, line => line.Contains("(the same run without what the MLP of block 1 writes): says ␣a, not ␣y", StringComparison.Ordinal));
    }

    [Fact]
    public void Svg_EncodesWhatTokensHold()
    {
        var run = WithTop("<script>alert(1)</script>\u0001\uD800");

        var drawing = RunFiles.Svg(run, ThemeColors.Dark);

        Assert.DoesNotContain("<script", drawing, StringComparison.Ordinal);
        XElement.Parse(drawing);
    }

    [Fact]
    public void Html_EncodesWhatTokensAndVisitorsWrote_AndHasNoScript()
    {
        var run = WithTop("</main><script>alert(1)</script>") with { Words = new RunWords("<b>t</b>", "<img src=x onerror=alert(1)>", "</p><script>") };

        var page = RunPage.Of(run, run.Words.Title, "/p/x\"><script>", null, isImported: true);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;b&gt;t&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("not computed here", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_HasARowPerTokenAndCell_AndNoFormula()
    {
        var lines = RunFiles.Csv(WithTop("=1+1")).ReplaceLineEndings("\n").Trim().Split('\n');

        Assert.Equal("SourceLayer,TargetLayer,Kind,Rank,TokenId,Token,Probability,EntropyNats,Written,CannotChange,SourceModel,SourcePrompt,SourcePosition,TargetModel,TargetPrompt,TargetPosition", lines[0]);
        Assert.Equal(5, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.DoesNotContain(",=1+1", line, StringComparison.Ordinal));
        Assert.All(lines.Skip(1), line => Assert.EndsWith(",tiny,a b,1,tiny,x,0", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-1+cmd|' /C calc'!A0", "\"'-1+cmd|' /C calc'!A0\"")]
    [InlineData("-1", "-1")]
    [InlineData("+2.5e-3", "+2.5e-3")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("-∞", "\"'-∞\"")]
    public void Csv_LetsNumbersBe_AndNothingElseThatBeginsAsAFormula(string token, string field) =>
        Assert.Contains($",{field},0.5,", RunFiles.Csv(WithTop(token)), StringComparison.Ordinal);

    [Fact]
    public void Csv_OfTraces_HasNegativeCosinesAsNumbers()
    {
        var lines = RunFiles.Csv(SavedRuns.Stages()).ReplaceLineEndings("\n").Trim().Split('\n');

        Assert.Equal(
            "Trace,Layer,State,Token,Probability,Argument,ArgumentProbability,ArgumentRank,Answer,AnswerProbability,AnswerRank,EntropyNats,CosineWithFinal,WriteNorm,Model,Prompt,Position,Intervention,Verdict",
            lines[0]);
        // The twin's prompt has a line break.
        Assert.Equal(12, lines.Count(line => line.Contains(",1.5,-0.03,", StringComparison.Ordinal)));
        Assert.Contains(",-0.03,3,tiny,a b,1,,", lines[4], StringComparison.Ordinal);
        Assert.EndsWith(",the same run without what the MLP of block 1 writes,\"says ␣a, not ␣y\"", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_OfAMapOfManyLayers_HasNarrowColumns()
    {
        var run = ShippedRuns.Find("gpt2-medium-extractive")!.Run;

        var drawing = XElement.Parse(RunFiles.Svg(run with { View = run.View + "&transpose=1" }, ThemeColors.Light));

        Assert.Equal(76 + (23 * 36) + 14, (double)drawing.Attribute("width")!);
    }

    [Fact]
    public void Csv_SaysWhatACellWrites_InItsFirstRow()
    {
        var run = SavedRuns.FullMap();
        var rows = RunFiles.Csv(run).ReplaceLineEndings("\n").Trim().Split('\n');

        Assert.Single(rows, row => row.StartsWith("1,0,", StringComparison.Ordinal) && row.Contains("\" z\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Csv_ThatGrowsWithoutEnd_IsRefused()
    {
        var refused = Assert.Throws<RequestRefusedException>(() => CsvText.Of(Enumerable.Repeat(new { Text = new string('x', 1 << 20) }, 100)));

        Assert.Equal(RefusalReason.TooLarge, refused.Reason);
    }

    [Fact]
    public void Csv_CutsALongPromptInItsMiddle()
    {
        var prompt = new string('a', 150) + "😀" + new string('b', 150);

        var cut = CsvText.Prompt(prompt);

        Assert.Equal($"{new string('a', 100)} … {new string('b', 100)}", cut);
        Assert.Equal("short", CsvText.Prompt("short"));
    }

    private static List<string> Lines(string drawing) => [.. XElement.Parse(drawing).Descendants(Svg + "text").Select(line => line.Value)];

    private static SavedRun WithTop(string text)
    {
        var run = SavedRuns.Map();
        return run with
        {
            Sweeps = [run.Sweeps[0] with
            {
                Events = [.. run.Sweeps[0].Events.Select(line => line is SweepCells cells ? new SweepCells([.. cells.Cells.Select(cell => cell with { Top = [new TokenReading(1, text, 0.5f)] })]) : line)],
            }],
        };
    }
}
