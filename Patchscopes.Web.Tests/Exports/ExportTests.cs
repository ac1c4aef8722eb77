using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsCheck;
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

        var imported = RunImport.Read(new MemoryStream(SavedJson.WriteIndented(run)));

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

    [Fact]
    public void Snippets_CarryTheWholeRequest()
    {
        var run = SavedRuns.Map();
        var odd = run with { Sweeps = [run.Sweeps[0] with { Request = run.Sweeps[0].Request with { Source = new PromptPosition("it's \"odd\"\n\\ é", 1) } }] };

        var curl = Snippets.Curl(odd, "http://host");
        var python = Snippets.Python(odd, "http://host");

        var body = curl[(curl.IndexOf("-d '", StringComparison.Ordinal) + 4)..curl.LastIndexOf('\'')].Replace("'\\''", "'", StringComparison.Ordinal);
        Assert.Equal("it's \"odd\"\n\\ é", JsonElement.Parse(body).GetProperty("source").GetProperty("prompt").GetString());
        var literal = python[(python.IndexOf("loads(", StringComparison.Ordinal) + 6)..python.IndexOf(")\ncall", StringComparison.Ordinal)];
        Assert.Equal(body, JsonElement.Parse(literal).GetString());
        Assert.False(JsonElement.Parse(body).TryGetProperty("sourceModel", out _));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no saved run")]
    [InlineData("{\"schema\":\"1\"}", "no saved run")]
    [InlineData("{\"schema\":99}", "newer Patchscopes")]
    [InlineData("{\"schema\":1}", "saved run")]
    [InlineData("{\"schema\":1,\"schema\":1}", "no saved run")]
    public void WhatIsNoSavedRun_IsRefused(string json, string words) => Refused(json, words);

    [Theory]
    [InlineData("\"targetLayer\":0,\"top\"", "\"targetLayer\":7,\"top\"", "do not fit together")]
    [InlineData("\"probability\":0.125", "\"probability\":1.5", "between 0 and 1")]
    [InlineData("\"probability\":0.125", "\"probability\":\"NaN\"", "At $.sweeps")]
    [InlineData("\"blocks\":2", "\"blocks\":2000000000", "out of range")]
    [InlineData("\"name\":\"tiny\",\"blocks\"", "\"name\":\"huge\",\"blocks\"", "models lacks")]
    [InlineData("\"kind\":\"start\"", "\"kind\":\"begin\"", "At $.sweeps")]
    [InlineData("\"sourceTokens\":[", "\"sourceTokens\":[],\"x\":[", "At $.sweeps")]
    [InlineData("\"position\":-1", "\"position\":-9", "outside")]
    [InlineData("\"view\":", "\"views\":", "At $")]
    [InlineData("\"top\":[", "\"top\":null,\"y\":[", "At $.sweeps")]
    public void APartThatDoesNotFit_IsRefused(string part, string instead, string words)
    {
        var json = Encoding.UTF8.GetString(SavedJson.Write(SavedRuns.Map()));
        Assert.Contains(part, json, StringComparison.Ordinal);

        Refused(json.Replace(part, instead, StringComparison.Ordinal), words);
    }

    [Fact]
    public void AnyDamage_IsARefusalOrARunThatCanBeShown() =>
        Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 40], Gen.String[Gen.Char["{}[]\",:0-9a\\e "], 0, 6]).Sample(damage =>
        {
            var json = Encoding.UTF8.GetString(SavedJson.Write(SavedRuns.Map()));
            var (at, count, text) = damage;
            at %= json.Length;
            json = json.Remove(at, Math.Min(count, json.Length - at)).Insert(at, text);
            try
            {
                var run = RunImport.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));
                return RunPage.Of(run, "", null, null, isImported: true).Length > 0;
            }
            catch (RequestRefusedException refused)
            {
                return refused.Message.Length > 0;
            }
        }, iter: 2000);

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

    private static void Refused(string json, string words) =>
        Assert.Contains(words, Assert.Throws<RequestRefusedException>(() => RunImport.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message, StringComparison.Ordinal);
}
