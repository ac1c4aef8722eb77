using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>What the stages tab's endpoints refuse, each with the field at fault as the client wrote it.</summary>
public sealed class StageRefusalTests(RefusingHost shared) : IClassFixture<RefusingHost>
{
    private const string Vector = "[1,2,3,4,5,6,7,8]";

    public static TheoryData<string, string, string> BadTraces => new()
    {
        // one field, field at fault, part of the words
        { "\"prompt\":null", "prompt", "must be a text" },
        { "\"prompt\":\"\"", "prompt", "is empty" },
        { "\"prompt\":\"a b c d e f g h i j k l m\"", "prompt", "has 13 tokens, but atlas reads at most 12" },
        { "\"position\":3", "position", "is 3, but the prompt has 3 tokens: give -3 to 2" },
        { "\"position\":-4", "position", "is -4" },
        { "\"position\":\"last\"", "position", "must be a whole number" },
        { "\"decoder\":\"tuned-lens\"", "decoder", "must be \"logit-lens\", \"token-identity\" or \"affine\", not \"tuned-lens\"" },
        { "\"decoder\":\"LogitLens\"", "decoder", "must be \"logit-lens\"" },
        { "\"decoder\":0", "decoder", "must be \"logit-lens\"" },
        { "\"topK\":0", "topK", "give 1 to 100" },
        { "\"topK\":101", "topK", "give 1 to 100" },
        { "\"argument\":\"\"", "argument", "is blank" },
        { "\"argument\":\" \\n\"", "argument", "is blank" },
        { "\"argument\":5", "argument", "must be a text" },
        { "\"answer\":\" \"", "answer", "is blank" },
        { $"\"answer\":\"{new string('a', 201)}\"", "answer", "has 201 characters: give at most 200" },
        { "\"topk\":5", "topk", "no field" },
        { "\"model\":5", "model", "must be a text" },
    };

    public static TheoryData<string, string, string> BadInterventions => new()
    {
        // the second intervention, field at fault within it, part of the words
        { "5", "", "must be an object" },
        { """{"site":"mlp","layers":[0]}""", "kind", "is missing" },
        { """{"kind":"remove"}""", "kind", "must be \"zero\", \"replace\", \"add\", \"scale\" or \"cutAttention\"" },
        { """{"kind":"zero","layers":[0]}""", "site", "is missing: give \"residual\", \"mid\", \"attention\" or \"mlp\"" },
        { """{"kind":"zero","site":"head","layers":[0]}""", "site", "must be \"residual\"" },
        { """{"kind":"zero","site":"mlp"}""", "layers", "is missing" },
        { """{"kind":"zero","site":"mlp","layers":null}""", "layers", "is missing" },
        { """{"kind":"zero","site":"mlp","layers":[]}""", "layers", "is empty" },
        { """{"kind":"zero","site":"mlp","layers":3}""", "layers", "must be a list of whole numbers" },
        { """{"kind":"zero","site":"mlp","layers":["0"]}""", "layers", "holds \"0\"" },
        { """{"kind":"zero","site":"mlp","layers":[4]}""", "layers", "holds 4, but atlas has 4 blocks: give 0 to 3" },
        { """{"kind":"zero","site":"mlp","layers":[-1]}""", "layers", "holds -1" },
        { """{"kind":"zero","site":"mlp","layers":[1,1]}""", "layers", "holds 1 more than once" },
        { """{"kind":"zero","site":"mlp","layers":[0],"positions":[3]}""", "positions", "is 3, but the prompt has 3 tokens" },
        { """{"kind":"zero","site":"mlp","layers":[0],"positions":[0.5]}""", "positions", "holds 0.5" },
        { """{"kind":"zero","site":"mlp","layers":[0],"vector":[1]}""", "vector", "is not used by \"zero\"" },
        { """{"kind":"zero","site":"mlp","layers":[0],"factor":1}""", "factor", "is not used by \"zero\"" },
        { """{"kind":"zero","site":"mlp","layers":[0],"from":0}""", "from", "is not used by \"zero\"" },
        { """{"kind":"zero","site":"mlp","layers":[0],"to":1}""", "to", "is not used by \"zero\"" },
        { """{"kind":"zero","site":"mlp","layers":[0],"scale":1}""", "scale", "no field" },
        { """{"kind":"replace","site":"mlp","layers":[0]}""", "vector", "is missing: give 8 numbers" },
        { """{"kind":"add","site":"mlp","layers":[0]}""", "vector", "is missing: give 8 numbers" },
        { """{"kind":"add","site":"mlp","layers":[0],"vector":[1,2]}""", "vector", "has 2 numbers, but atlas is 8 wide: give exactly 8" },
        { """{"kind":"add","site":"mlp","layers":[0],"vector":[1,2,3,4,5,6,7,"8"]}""", "vector", "holds \"8\": give numbers only" },
        { """{"kind":"add","site":"mlp","layers":[0],"vector":[1,2,3,4,5,6,7,1e99]}""", "vector", "beyond the range" },
        { $$$"""{"kind":"replace","site":"mlp","layers":[0],"vector":{{{Vector}}},"vectorFrom":{"prompt":"a","layer":0}}""", "vectorFrom", "and vector are both given: give exactly one" },
        { """{"kind":"zero","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a","layer":0}}""", "vectorFrom", "is not used by \"zero\"" },
        { """{"kind":"replace","site":"mlp","layers":[0],"vectorFrom":5}""", "vectorFrom", "must be an object with prompt, position, layer" },
        { """{"kind":"replace","site":"mlp","layers":[0],"vectorFrom":{"layer":0}}""", "vectorFrom.prompt", "is missing" },
        { """{"kind":"replace","site":"mlp","layers":[0],"vectorFrom":{"prompt":"","layer":0}}""", "vectorFrom.prompt", "is empty" },
        { """{"kind":"add","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a b c d e f g h i j k l m","layer":0}}""", "vectorFrom.prompt", "has 13 tokens, but atlas reads at most 12" },
        { """{"kind":"add","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a b"}}""", "vectorFrom.layer", "is missing" },
        { """{"kind":"add","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a b","layer":4}}""", "vectorFrom.layer", "is 4, but atlas has 4 blocks: give 0 to 3" },
        { """{"kind":"add","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a b","layer":-1}}""", "vectorFrom.layer", "is -1" },
        { """{"kind":"add","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a b","layer":0,"position":2}}""", "vectorFrom.position", "is 2, but the prompt that the vector is taken from has 2 tokens: give -2 to 1" },
        { """{"kind":"add","site":"mlp","layers":[0],"vectorFrom":{"prompt":"a b","layer":0,"site":"mlp"}}""", "vectorFrom.site", "no field" },
        { $$"""{"kind":"replace","site":"mlp","layers":[0],"vector":{{Vector}},"factor":2}""", "factor", "is not used by \"replace\"" },
        { """{"kind":"scale","site":"mlp","layers":[0]}""", "factor", "is missing" },
        { """{"kind":"scale","site":"mlp","layers":[0],"factor":"2"}""", "factor", "must be a number" },
        { """{"kind":"scale","site":"mlp","layers":[0],"factor":1e99}""", "factor", "beyond the range" },
        { $$"""{"kind":"scale","site":"mlp","layers":[0],"factor":2,"vector":{{Vector}}}""", "vector", "is not used by \"scale\"" },
        { """{"kind":"zero","site":"mlp","layers":[0],"positions":[0,-3]}""", "positions", "holds position 0 more than once" },
        { """{"kind":"cutAttention"}""", "from", "is missing" },
        { """{"kind":"cutAttention","from":3}""", "from", "is 3, but the prompt has 3 tokens" },
        { """{"kind":"cutAttention","from":0,"to":3}""", "to", "is 3, but the prompt has 3 tokens" },
        { """{"kind":"cutAttention","from":1,"to":1}""", "from", "give a from before to" },
        { """{"kind":"cutAttention","from":-1}""", "from", "give a from before to" },
        { """{"kind":"cutAttention","from":0,"layers":[]}""", "layers", "is empty" },
        { """{"kind":"cutAttention","from":0,"layers":[9]}""", "layers", "holds 9" },
        { """{"kind":"cutAttention","from":0,"site":"attention"}""", "site", "is not used by \"cutAttention\"" },
        { """{"kind":"cutAttention","from":0,"positions":[1]}""", "positions", "is not used by \"cutAttention\"" },
        { $$"""{"kind":"cutAttention","from":0,"vector":{{Vector}}}""", "vector", "is not used by \"cutAttention\"" },
    };

    public static TheoryData<string, string, string, string> BadDatasets => new()
    {
        // endpoint, body, field at fault, part of the words
        { "datasets", """{"model":"atlas"}""", "relation", "is missing" },
        { "datasets", """{"model":"atlas","relation":"capital","rows":[]}""", "rows", "give one of the two" },
        { "datasets", """{"model":"atlas","relation":"uncle"}""", "relation", "no relation \"uncle\". The relations are: capital" },
        { "datasets", """{"model":"atlas","relation":"Capital"}""", "relation", "no relation" },
        { "datasets", """{"model":"atlas","rows":[]}""", "rows", "holds 0 questions: give 1 to 5000" },
        { "datasets", """{"model":"atlas","rows":5}""", "rows", "must be a list of objects" },
        { "datasets", """{"model":"atlas","rows":[5]}""", "rows[0]", "must be an object" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a","argument":"b"}]}""", "rows[0].answer", "is missing" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a","argument":"b","answer":"c"},{"question":"","argument":"b","answer":"c"}]}""", "rows[1].question", "is empty" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a b c d e f g h i j k l m","argument":"b","answer":"c"}]}""", "rows[0].question", "has 13 tokens" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a","argument":" ","answer":"c"}]}""", "rows[0].argument", "is blank" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a","argument":"b","answer":""}]}""", "rows[0].answer", "is blank" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a","argument":"b","answer":"c","id":1}]}""", "rows[0].id", "no field" },
        { "datasets", """{"model":"atlas","relation":"capital","decoder":"x"}""", "decoder", "must be" },
        { "datasets", """{"model":"atlas","relation":"capital","topK":5}""", "topK", "no field" },
        { "datasets", """{"model":"atlas","relation":"capital"}""", "relation", "but atlas reads at most 12: choose another relation or model" },
        { "datasets", """{"model":"atlas","relation":"capital","forms":[]}""", "forms", "is empty: name one or more of \"question\", \"true-twin\" or \"false-twin\"" },
        { "datasets", """{"model":"atlas","relation":"capital","forms":"question"}""", "forms", "must be a list of" },
        { "datasets", """{"model":"atlas","relation":"capital","forms":["twin"]}""", "forms", "must be \"question\"" },
        { "datasets", """{"model":"atlas","relation":"capital","forms":["true-twin","true-twin"]}""", "forms", "holds \"true-twin\" more than once" },
        { "datasets", """{"model":"atlas","relation":"capital","removals":1}""", "removals", "must be true or false" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a","argument":"b","answer":"c"}],"forms":["false-twin"]}""", "forms", "all rows have the same answer" },
        { "datasets", """{"model":"atlas","rows":[{"question":"a b c d e f g h","argument":"b","answer":"c"}],"forms":["true-twin"]}""", "rows[0].question", "twin, with its facts in front, has" },
        { "ablations", """{"model":"atlas","relation":"capital"}""", "relation", "but atlas reads at most 12" },
        { "ablations", """{"model":"atlas"}""", "relation", "is missing" },
        { "ablations", """{"model":"atlas","relation":"uncle"}""", "relation", "no relation" },
        { "ablations", """{"model":"atlas","relation":"capital","rows":0}""", "rows", "give 1 to 1000" },
        { "ablations", """{"model":"atlas","relation":"capital","rows":1001}""", "rows", "give 1 to 1000" },
        { "ablations", """{"model":"atlas","relation":"capital","rows":[]}""", "rows", "must be a whole number" },
    };

    [Theory]
    [InlineData("""{"kind":"zero","site":"mlp","layers":[0],"positions":[0,2]}""", "positions")]
    [InlineData("""{"kind":"cutAttention","from":0,"to":-1}""", "to")]
    public async Task Intervention_BehindTheTracedToken_WhichItCannotChange_IsRefused(string intervention, string field) => await RefusedAsync(
        "interventions", Trace("\"position\":1", intervention), $"interventions[0].{field}", "is position 2, after the traced one (1)");

    [Theory]
    [MemberData(nameof(BadTraces))]
    public async Task TraceAndIntervention_BadField_AreRefused(string field, string atFault, string words)
    {
        await RefusedAsync("traces", Trace(field), atFault, words);
        await RefusedAsync("interventions", Trace(field, """{"kind":"cutAttention","from":0}"""), atFault, words);
    }

    [Theory]
    [MemberData(nameof(BadInterventions))]
    public async Task Intervention_BadOne_IsRefusedWithItsNumber(string second, string atFault, string words) => await RefusedAsync(
        "interventions", Trace("\"topK\":5", """{"kind":"cutAttention","from":0}""", second), atFault.Length == 0 ? "interventions[1]" : $"interventions[1].{atFault}", words);

    [Theory]
    [MemberData(nameof(BadDatasets))]
    public async Task Dataset_Bad_IsRefused(string endpoint, string body, string field, string words) => await RefusedAsync($"stages/{endpoint}", body, field, words);

    [Fact]
    public async Task Interventions_MissingNoneOrTooMany_AreRefused()
    {
        var one = """{"kind":"cutAttention","from":0}""";
        await RefusedAsync("interventions", Trace("\"topK\":5"), "interventions", "is missing");
        await RefusedAsync("interventions", Trace("\"interventions\":[]"), "interventions", "is empty");
        await RefusedAsync("interventions", Trace("\"interventions\":{}"), "interventions", "must be a list");
        await RefusedAsync("interventions", Trace("\"topK\":5", [.. Enumerable.Repeat(one, 65)]), "interventions", "holds 65: give at most 64");
        await RefusedAsync("traces", Trace("\"topK\":5", one), "interventions", "no field");
    }

    [Theory]
    [InlineData("traces", """{"model":"nope","prompt":"a"}""")]
    [InlineData("interventions", """{"model":"nope","prompt":"a","interventions":[{"kind":"cutAttention","from":0}]}""")]
    [InlineData("stages/datasets", """{"model":"../atlas","relation":"capital"}""")]
    [InlineData("stages/ablations", """{"model":"","relation":"capital"}""")]
    public async Task ModelNotInTheList_IsNotFound(string endpoint, string body)
    {
        using var response = await shared.Host.PostAsync(endpoint, body);

        Assert.Equal("model", (await response.ProblemAsync(HttpStatusCode.NotFound)).GetProperty("field").GetString());
    }

    private async Task RefusedAsync(string endpoint, string body, string field, string words)
    {
        using var response = await shared.Host.PostAsync(endpoint, body);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Empty(shared.Host.Model.Threads);
    }

    private static string Trace(string field, params string[] interventions)
    {
        var body = JsonNode.Parse("""{"model":"atlas","prompt":"a b c"}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{{field}}}")!.AsObject())
            body[name] = value?.DeepClone();
        if (interventions.Length > 0)
            body["interventions"] = JsonNode.Parse($"[{string.Join(',', interventions)}]");
        return body.ToJsonString();
    }
}
