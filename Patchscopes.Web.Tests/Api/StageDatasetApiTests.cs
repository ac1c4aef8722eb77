using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Tools.Verify.Stages;
using Patchscopes.Web.Services.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Data sets and ablations on the embedded model, and the hub's streams beside the API's.</summary>
public sealed class StageDatasetApiTests(EngineHost shared) : IClassFixture<EngineHost>
{
    private static readonly string[] Labels = ["abstractive", "extractive", "argument-only", "wrong-answer", "no-x"];

    private static readonly object[] ThreeRows =
    [
        new { question = StageQuestions.Poland, argument = "Poland", answer = "Warsaw" },
        new { question = StageQuestions.Twin, argument = "Poland", answer = "Warsaw" },
        new { question = StageQuestions.Poland, argument = "Poland", answer = "Mogadishu" },
    ];

    [Fact]
    public async Task Relations_AreThoseThatAreBuiltIn()
    {
        var answer = await shared.Host.Client.GetFromJsonAsync<JsonElement>("/api/v1/stages/relations", TestContext.Current.CancellationToken);

        var relations = answer.GetProperty("relations").EnumerateArray().ToList();
        Assert.All(relations, relation => Assert.Equal(["name", "rows"], relation.Names()));
        Assert.Equal(StageTasks.Relations, relations.Select(relation => relation.Text("name")));
        Assert.All(relations, relation => Assert.Equal(StageTasks.Questions(relation.Text("name")!).Count, relation.Whole("rows")));
    }

    [Fact]
    public async Task Dataset_OfOnesOwnRows_StreamsAVerdictARowAndTheSummary()
    {
        var lines = await shared.Host.StageLinesAsync("stages/datasets", new { model = "atlas", rows = ThreeRows });

        Assert.Equal(["start", "verdict", "verdict", "verdict", "summary", "done"], lines.Select(line => line.Text("kind")));
        Assert.Equal(["kind", "model", "relation", "rows", "blocks", "decoder", "forms"], lines[0].Names());
        Assert.Equal((JsonValueKind.Null, 3), (lines[0].GetProperty("relation").ValueKind, lines[0].Whole("rows")));
        Assert.Equal(
            ["kind", "form", "row", "question", "argument", "answer", "isCorrect", "label", "argumentSpan", "applicationLayer", "attribution", "saturationStart", "xScore", "crossing", "said", "doubts", "removal", "isHardSpan"],
            lines[1].Names());
        Assert.Equal([0, 1, 2], lines.Skip(1).Take(3).Select(line => line.Whole("row")));
        Assert.Equal([true, true, false], lines.Skip(1).Take(3).Select(line => line.GetProperty("isCorrect").GetBoolean()));
        Assert.Equal(["abstractive", "extractive", "argument-only"], lines.Skip(1).Take(3).Select(line => line.Text("label")));
        Assert.Equal((StageQuestions.Twin, "Poland", "Warsaw"), (lines[2].Text("question"), lines[2].Text("argument"), lines[2].Text("answer")));
        AssertSummary(lines.Of("summary"), lines[0].Whole("blocks"));
    }

    [Fact]
    public async Task Dataset_Row_IsWhatItsOwnTraceSays()
    {
        var row = (await shared.Host.StageLinesAsync("stages/datasets", new { model = "atlas", rows = ThreeRows, decoder = "token-identity" }))[1];

        var verdict = (await shared.Host.StageLinesAsync(
            "traces", new { model = "atlas", prompt = StageQuestions.Poland, argument = "Poland", answer = "Warsaw", decoder = "token-identity" })).Of("verdict");

        foreach (var name in new[] { "label", "argumentSpan", "applicationLayer", "attribution", "saturationStart", "xScore", "crossing", "said", "doubts", "isHardSpan" })
            Assert.True(JsonElement.DeepEquals(verdict.GetProperty(name), row.GetProperty(name)), name);
    }

    [Fact]
    public async Task Ablation_FromTheUntouchedModelToNone_LosesAbstractiveAnswersFirst()
    {
        var lines = await shared.Host.StageLinesAsync("stages/ablations", new { model = "atlas", relation = "capital", rows = 6 });

        var steps = lines.Where(line => line.Text("kind") == "step").ToList();
        Assert.Equal(["start", .. Enumerable.Repeat("step", 7), "done"], lines.Select(line => line.Text("kind")));
        Assert.Equal(["kind", "model", "relation", "rows", "blocks", "steps"], lines[0].Names());
        Assert.All(steps, step => Assert.Equal(["kind", "removedFrom", "abstractive", "extractive"], step.Names()));
        Assert.All(steps, step => Assert.Equal(["right", "total"], step.GetProperty("abstractive").Names()));
        Assert.All(steps, step => Assert.Equal((6, 6), (step.GetProperty("abstractive").Whole("total"), step.GetProperty("extractive").Whole("total"))));
        Assert.Equal((lines[0].Whole("blocks"), 0), (steps[0].Whole("removedFrom"), steps[^1].Whole("removedFrom")));
        Assert.True(steps[0].GetProperty("abstractive").Whole("right") >= 5);
        Assert.Equal(0, steps[^1].GetProperty("abstractive").Whole("right"));
        Assert.True(steps.Sum(step => step.GetProperty("extractive").Whole("right")) > steps.Sum(step => step.GetProperty("abstractive").Whole("right")));
    }

    [Fact]
    public async Task Hub_StreamsTheObjectsOfTheApi()
    {
        await using var connection = await shared.Host.ConnectAsync();
        object[] zero = [new { kind = "zero", site = "mlp", layers = new[] { 3 } }];

        await AssertSameAsync("StreamTrace", "traces", new { model = "atlas", prompt = StageQuestions.Poland });
        await AssertSameAsync("StreamIntervention", "interventions", new { model = "atlas", prompt = StageQuestions.Poland, interventions = zero });
        object[] taken = [new { kind = "add", site = "mlp", layers = new[] { 3, 4 }, vectorFrom = new { prompt = StageQuestions.Twin, layer = 3 } }];
        await AssertSameAsync("StreamIntervention", "interventions", new { model = "atlas", prompt = StageQuestions.Poland, interventions = taken });
        await AssertSameAsync("StreamDataset", "stages/datasets", new { model = "atlas", rows = ThreeRows });
        await AssertSameAsync("StreamAblation", "stages/ablations", new { model = "atlas", relation = "opposite", rows = 2 });

        async Task AssertSameAsync(string method, string endpoint, object request)
        {
            var items = await connection.StreamAsync<JsonElement>(method, request, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
            var lines = await shared.Host.StageLinesAsync(endpoint, request);
            Assert.Equal("done", items[^1].Text("kind"));
            Assert.Equal(lines.Count, items.Count);
            // The last line alone differs: it holds the time.
            Assert.All(lines.Zip(items).SkipLast(1), pair => Assert.True(JsonElement.DeepEquals(pair.First, pair.Second), $"{pair.First}\n{pair.Second}"));
        }
    }

    [Theory]
    [InlineData("StreamTrace", "prompt is missing")]
    [InlineData("StreamIntervention", "prompt is missing")]
    [InlineData("StreamDataset", "relation is missing")]
    [InlineData("StreamAblation", "relation is missing")]
    public async Task Hub_Refused_ThrowsTheWordsOfTheApi(string method, string words)
    {
        await using var connection = await shared.Host.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<HubException>(() => connection.StreamAsync<JsonElement>(
            method, new { model = "atlas" }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dataset_WithTwinsAndRemovals_GivesTheNumbersOfVerifyStages()
    {
        const int Rows = 4;
        using var model = LoadedModel.Load(ModelCatalog.EmbeddedName, ModelCatalog.DefaultEmbeddedFolder);
        var measured = RelationStages.Measure(new StageDataset(model), model.Config.Blocks, "opposite", TestContext.Current.CancellationToken, Rows);

        foreach (var form in Enum.GetValues<QuestionForm>())
        {
            // A relation's own rows are the same questions; only its twins are made otherwise, and are asked as questions here.
            var rows = QuestionForms.Of("opposite", form).Take(Rows).Select(row => new { question = row.Prompt, argument = row.Argument, answer = row.Answer });
            var lines = await shared.Host.StageLinesAsync("stages/datasets", new { model = "atlas", rows, removals = form is QuestionForm.Question });
            AssertSame(measured.Forms[form], lines.Of("summary"));
        }
    }

    [Fact]
    public async Task Dataset_InEveryForm_StreamsFormAfterForm_WithAllOfItsRelation()
    {
        var lines = await shared.Host.StageLinesAsync("stages/datasets", new { model = "atlas", rows = ThreeRows, forms = new[] { "false-twin", "question", "true-twin" }, removals = true });

        Assert.Equal([.. Enumerable.Repeat((string[])["verdict", "verdict", "verdict", "summary"], 3).SelectMany(kinds => kinds)], lines.Skip(1).SkipLast(1).Select(line => line.Text("kind")!));
        Assert.Equal((9, "question,true-twin,false-twin"), (lines[0].Whole("rows"), string.Join(',', lines[0].GetProperty("forms").EnumerateArray().Select(form => form.GetString()))));
        var (question, twin, other) = (lines[1], lines[5], lines[9]);
        Assert.Equal(("question", "true-twin", "false-twin"), (question.Text("form"), twin.Text("form"), other.Text("form")));
        Assert.Equal(StageQuestions.Twin, twin.Text("question"));
        Assert.Equal("Mogadishu", other.Text("answer"));
        var removal = question.GetProperty("removal");
        Assert.Equal(["blocks", "said", "changed", "saysArgument"], removal.Names());
        Assert.True(removal.GetProperty("changed").GetBoolean() && removal.GetProperty("saysArgument").GetBoolean());
        Assert.Equal(" Poland", removal.GetProperty("said").Text("text"));
        Assert.Equal(JsonValueKind.Null, twin.GetProperty("removal").ValueKind);
        var summaries = lines.Where(line => line.Text("kind") == "summary").ToList();
        Assert.Equal(1, summaries[0].GetProperty("removals").Whole("cases"));
        Assert.Equal(JsonValueKind.Null, summaries[0].GetProperty("saturatesEarlier").ValueKind);
        Assert.Equal(
            summaries[0].GetProperty("meanSaturation").GetDouble() - summaries[1].GetProperty("meanSaturation").GetDouble(), summaries[1].GetProperty("saturatesEarlier").GetDouble(), 9);
    }

    [Fact]
    public async Task Dataset_OfARelationsTwins_AsksThoseOfVerifyStages()
    {
        using var stream = await SweepLines.OpenAsync(shared.Host.Client, new { model = "atlas", relation = "founder", forms = new[] { "false-twin" } }, "stages/datasets");
        var start = (await stream.NextAsync())!.Parsed();
        var verdict = (await stream.NextAsync())!.Parsed();

        var twins = QuestionForms.Of("founder", QuestionForm.FalseTwin);
        Assert.Equal(twins.Count, start.Whole("rows"));
        Assert.Equal(twins[0], new StageQuestion(verdict.Text("question")!, verdict.Text("argument")!, verdict.Text("answer")!));
    }

    private static void AssertSame(DatasetSummary expected, JsonElement summary)
    {
        Assert.Equal((expected.Rows, expected.Correct), (summary.Whole("rows"), summary.Whole("correct")));
        Assert.All(expected.Labels, label => Assert.Equal(label.Value, summary.GetProperty("labels").Whole(StageNames.Of(label.Key))));
        foreach (var (name, value) in new[] { ("meanArgument", expected.MeanArgument), ("meanApplication", expected.MeanApplication), ("meanSaturation", expected.MeanSaturation), ("meanXScore", expected.MeanXScore) })
            Assert.Equal(value, summary.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null);
        var removals = summary.GetProperty("removals");
        Assert.Equal(expected.Removals is null, removals.ValueKind is JsonValueKind.Null);
        if (expected.Removals is not { } removed)
            return;
        Assert.Equal((removed.Cases, removed.BackToArgument), (removals.Whole("cases"), removals.Whole("backToArgument")));
        Assert.Equal(removed.ChangedBySize, removals.GetProperty("changedBySize").EnumerateArray().Select(count => count.GetInt32()));
    }

    private static void AssertSummary(JsonElement summary, int blocks)
    {
        Assert.Equal(
            ["kind", "form", "rows", "correct", "labels", "allLabels", "argumentRank", "answerRank", "applicationLayers", "saturationLayers", "meanArgument", "meanApplication", "meanSaturation", "meanXScore", "saturatesEarlier", "removals"],
            summary.Names());
        Assert.Equal((3, 2), (summary.Whole("rows"), summary.Whole("correct")));
        Assert.Equal(Labels, summary.GetProperty("labels").Names());
        Assert.Equal([1, 1, 0, 0, 0], Labels.Select(label => summary.GetProperty("labels").Whole(label)));
        Assert.Equal([1, 1, 1, 0, 0], Labels.Select(label => summary.GetProperty("allLabels").Whole(label)));
        Assert.All(new[] { "argumentRank", "answerRank", "applicationLayers", "saturationLayers" }, name => Assert.Equal(blocks, summary.GetProperty(name).GetArrayLength()));
        Assert.Equal(1, summary.GetProperty("answerRank")[blocks - 1].GetDouble(), 9);
        Assert.Equal(1, summary.GetProperty("applicationLayers").EnumerateArray().Sum(count => count.GetInt32()));
    }
}
