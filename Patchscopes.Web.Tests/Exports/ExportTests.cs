using System.Xml.Linq;
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

        Assert.Equal(4, drawing.Elements(Svg + "text").Count(text => text.Value.StartsWith("␣t", StringComparison.Ordinal)));
        var titles = drawing.Descendants(Svg + "title").Select(title => title.Value).ToList();
        Assert.Contains("source 1, target 0: ␣t1, 0.125", titles);
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

        Assert.Equal("SourceLayer,TargetLayer,Kind,Rank,TokenId,Token,Probability,EntropyNats,Written,CannotChange", lines[0]);
        Assert.Equal(5, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.DoesNotContain(",=1+1", line, StringComparison.Ordinal));
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

        Assert.EndsWith(",CosineWithFinal", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.EndsWith(",-0.03", line, StringComparison.Ordinal));
    }

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
