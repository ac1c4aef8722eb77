using System.Text.Json;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

public sealed class DatasetFilesTests
{
    [Theory]
    [InlineData("question,argument,answer\n\"Q: What is the capital of Peru?\nA:\",Peru,Lima\n")]
    [InlineData("Answer\tQuestion\tArgument\r\nLima\tQ: What is the capital of Peru?\\nA:\tPeru")]
    [InlineData("question;argument;answer\n\"Q: What is the capital of Peru?\nA:\";Peru;Lima\n")]
    public void Read_OfRowsInAnyOrder_GivesThem(string text) =>
        Assert.Equal([new DatasetRow("Q: What is the capital of Peru?\nA:", "Peru", "Lima")], DatasetFiles.Read(text));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("question,argument,answer\n", "no rows")]
    [InlineData("question,argument\na,b\n", "lacks the column answer")]
    [InlineData("question\na\n", "lacks the columns argument and answer")]
    [InlineData("question,argument,answer\na,b\n", "Row 2 of the file has only 2 of the 3 columns")]
    [InlineData("question,argument,answer\na,,c\n", "Row 2 of the file has no argument")]
    [InlineData("question,argument,answer\na \"b,c,d\n", "Row 2 of the file cannot be read")]
    public void Read_OfSomethingElse_SaysWhatIsWanted(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => DatasetFiles.Read(text)).Message, StringComparison.Ordinal);

    private static readonly DatasetVerdict Verdict = new(
        QuestionForm.TrueTwin, 3, "Say \"it\",\nthen:", "Peru", "Lima", true, StageLabel.Abstractive, new BlockRange(3, 7), 8, StageAttribution.FeedForward, 8, .9,
        CrossingStrength.Clear, new TokenReading(5, " Lima", .9f), ["In doubt."],
        new RemovalReading(new BlockRange(7, 8), new SaidToken(4, " Peru"), true, true));

    [Fact]
    public void ToJson_OfVerdicts_SpellsThemAsTheApiDoes()
    {
        using var written = JsonDocument.Parse(DatasetFiles.ToJson(new DatasetStarted("atlas", "capital", 1, 12, LensKind.TokenIdentity, [QuestionForm.TrueTwin]), [Verdict], []));
        Assert.True(written.RootElement.GetProperty("isWhole").GetBoolean());
        var verdict = written.RootElement.GetProperty("verdicts")[0];
        Assert.Equal("token-identity", written.RootElement.GetProperty("decoder").GetString());
        Assert.Equal("true-twin", verdict.GetProperty("form").GetString());
        Assert.Equal(" Peru", verdict.GetProperty("removal").GetProperty("said").GetProperty("text").GetString());
        Assert.Equal(("abstractive", "mlp", "clear"), (verdict.GetProperty("label").GetString(), verdict.GetProperty("attribution").GetString(), verdict.GetProperty("crossing").GetString()));
        Assert.Equal(3, verdict.GetProperty("argumentSpan").GetProperty("first").GetInt32());
    }

    [Fact]
    public void ToCsv_OfATextThatIsAFormula_DefusesIt() =>
        Assert.Contains("'=1+1", DatasetFiles.ToCsv([Verdict with { Argument = "=1+1" }]), StringComparison.Ordinal);

    [Fact]
    public void ToCsv_OfVerdicts_CanBeReadAgain()
    {
        var text = DatasetFiles.ToCsv([Verdict]);
        Assert.Equal([new DatasetRow("Say \"it\",\nthen:", "Peru", "Lima")], DatasetFiles.Read(text));
        Assert.Contains("abstractive,3,7,8,mlp,8,0.9,7,8,\" Peru\"", text, StringComparison.Ordinal);
    }
}
