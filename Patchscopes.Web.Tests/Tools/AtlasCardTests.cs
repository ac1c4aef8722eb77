using System.CommandLine;
using System.Text.Json;
using Patchscopes.Model.Stages;
using Patchscopes.Tools.Commands;
using Patchscopes.Tools.Verify.Atlas;
using Spectre.Console;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

public sealed class AtlasCardTests
{
    [Fact]
    public void Report_CardThatMeetsEveryBound_GivesZero()
    {
        var (code, text) = Report(CardFabric.Good);

        Assert.Equal(0, code);
        Assert.Contains("The card holds", text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Spoilt => new()
    {
        { "one-shot mean", "one-shot question, mean over relations" },
        { "statement lowest", "statement, lowest relation (capital)" },
        { "spaced mean", "spaced arrow list, mean over relations" },
        { "tight mean", "tight arrow list, mean over relations" },
        { "identity tight", "identity list, tight" },
        { "identity spaced", "identity list, spaced" },
        { "descriptions", "descriptions" },
        { "two-hop", "two-hop, trained chains" },
        { "poland", "the Poland question" },
        { "stage", "argument before the answer, capital" },
        { "stage unmeasured", "argument before the answer, capital" },
        { "extraction one true", "extraction, one sentence, true" },
        { "extraction two false", "extraction, two sentences, counterfactual" },
        { "earlier", "extraction, answer earlier than from memory" },
        { "map", "cells of the first-visit map (first)" },
        { "no relations", "one-shot question, mean over relations" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void Report_CardThatMissesOneBound_FailsAndNamesIt(string spoilt, string named)
    {
        var (code, text) = Report(Spoil(spoilt));

        Assert.NotEqual(0, code);
        Assert.Contains("The card does not hold", text, StringComparison.Ordinal);
        Assert.Contains($"  {named}: ", text[text.IndexOf("does not hold", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Report_FiguresWithoutABound_DoNotMatter()
    {
        var card = CardFabric.Good with { Presets = CardFabric.Good.Presets.WithFirst(new PresetScore("first", new(144, 144), [])) };

        Assert.Equal(0, Report(card).Code);
    }

    [Fact]
    public void Report_WithAFile_WritesTheCardAsOneObject()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Report(CardFabric.Good with { Descriptions = new(94, 100) }, file);

            using var written = JsonDocument.Parse(File.ReadAllText(file));
            Assert.False(written.RootElement.GetProperty("holds").GetBoolean());
            Assert.Equal("descriptions", Assert.Single(written.RootElement.GetProperty("failing").EnumerateArray()).GetString());
            Assert.Equal(0.94, written.RootElement.GetProperty("card").GetProperty("descriptions").GetProperty("value").GetDouble());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void Report_InANarrowTerminal_KeepsEveryLineInsideAndTheNamesWhole(int width)
    {
        var text = Report(CardFabric.Good, width: width).Text;

        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, $"{line.Length} characters: {line}"));
        Assert.All(StageTasks.Measured, relation => Assert.Contains(relation, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--model", "/nowhere/at/all")]
    [InlineData("--json", "/nowhere/at/all/card.json")]
    public void VerifyAtlas_FolderThatDoesNotExist_FailsAndNamesIt(string option, string path)
    {
        using var errors = new StringWriter();
        using var output = new StringWriter();

        var code = VerifyAtlasCommand.Create().Parse([option, path]).Invoke(new InvocationConfiguration { Error = errors, Output = output });

        Assert.NotEqual(0, code);
        Assert.Contains("/nowhere/at/all", errors.ToString(), StringComparison.Ordinal);
    }

    private static AtlasCard Spoil(string what)
    {
        var good = CardFabric.Good;
        var (relation, stage, extraction) = (good.Relations[0], good.Stages[0], good.Extraction[0]);
        return what switch
        {
            "one-shot mean" => good with { Relations = good.Relations.WithFirst(relation with { OneShot = new(96, 100) }) },
            "statement lowest" => good with { Relations = [relation with { Statement = new(89, 100) }, .. good.Relations.Skip(1).Select(other => other with { Statement = new(100, 100) })] },
            "spaced mean" => good with { Relations = good.Relations.WithFirst(relation with { SpacedArrows = new(96, 100) }) },
            "tight mean" => good with { Relations = good.Relations.WithFirst(relation with { TightArrows = new(89, 100) }) },
            "identity tight" => good with { Identity = good.Identity.WithFirst(good.Identity[0] with { Share = new(96, 100) }) },
            "identity spaced" => good with { Identity = [good.Identity[0], good.Identity[1] with { Share = new(96, 100) }] },
            "descriptions" => good with { Descriptions = new(94, 100) },
            "two-hop" => good with { TwoHop = good.TwoHop with { Trained = new(94, 100) } },
            "poland" => good with { PolandAnswer = " Poland" },
            "stage" => good with { Stages = good.Stages.WithFirst(stage with { ArgumentFirst = new(94, 100) }) },
            "stage unmeasured" => good with { Stages = good.Stages.WithFirst(stage with { ArgumentFirst = default }) },
            "extraction one true" => good with { Extraction = good.Extraction.WithFirst(extraction with { OneTrue = new(96, 100) }) },
            "extraction two false" => good with { Extraction = good.Extraction.WithFirst(extraction with { TwoFalse = new(94, 100) }) },
            "earlier" => good with { Extraction = good.Extraction.WithFirst(extraction with { AnswerBlock = 5.1 }) },
            "map" => good with { Presets = good.Presets.WithFirst(new PresetScore("first", new(35, 144), [])) },
            "no relations" => good with { Relations = [] },
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static (int Code, string Text) Report(AtlasCard card, string? file = null, int width = 80)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        return (VerifyAtlasCommand.Report(card, file, maps: false, console), text.ToString());
    }
}
