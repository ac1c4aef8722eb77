using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Web.Api;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Tests.Api;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Exports;

/// <summary>The programs that repeat a run are taken by the API, ask for what the run asked for, and can be read.</summary>
public sealed partial class SnippetTests
{
    private const string Odd = "it's \"odd\"\n\\ é 😀\u200b$(x) `y`";

    public static TheoryData<string, SweepRequest> Requests
    {
        get
        {
            var plain = new SweepRequest { Model = "atlas", Source = new PromptPosition(Odd, 1), Target = new PromptPosition("x y z", -1) { Chat = true } };
            return new()
            {
                { "plain", plain },
                { "scale", plain with { Mapping = new MappingRequest(MappingKind.Scale) { Factor = -2.5 } } },
                { "affine", plain with { SourceModel = "small", Mapping = new MappingRequest(MappingKind.Affine) { Texts = "a b\nc d", FitAt = FitPlaces.LastToken } } },
                { "zero", plain with { Site = PatchSite.FeedForwardWrite, Mapping = new MappingRequest(MappingKind.Zero) } },
                { "layers", plain with { SourceLayers = [Layer.Embedding, new Layer(3)], TargetLayers = [new Layer(0)], AlsoPatched = [0, 2] } },
                { "answers", plain with { Answers = [" Warsaw", "it's"], NewTokens = 5, Writes = WrittenCells.Diagonal, TopK = 7 } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void AMapsRequest_IsTakenByTheApi_AndAsksForTheSame(string name, SweepRequest request)
    {
        Assert.NotEmpty(name);
        var run = SavedRuns.Map();
        run = run with { Sweeps = [run.Sweeps[0] with { Request = request }] };

        var body = Assert.Single(Bodies(Snippets.Curl(run, "http://host"), "/api/v1/sweeps"));

        Assert.Equal(Json(request), Json(RequestReader.Sweep(body)));
        // A file's own request is taken as well.
        Assert.Equal(Json(request), Json(RequestReader.Sweep(JsonElement.Parse(Json(request)))));
        Assert.DoesNotContain("null", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void EachTrace_IsAskedFor_WhereItBelongs()
    {
        var run = SavedRuns.Stages();

        var curl = Snippets.Curl(run, "http://host");

        var plain = Bodies(curl, "/api/v1/traces").Select(StageReader.Trace);
        var changed = Bodies(curl, "/api/v1/interventions").Select(StageReader.Intervention);
        Assert.Equal(run.Traces.Select(trace => Json(trace.Request)), plain.Concat(changed).Select(Json));
        Assert.Single(changed);
    }

    [Fact]
    public void AComparison_AsksForBothMaps()
    {
        var run = SavedRuns.Map();
        var before = run.Sweeps[0] with { Request = run.Sweeps[0].Request with { TopK = 3 } };

        Assert.Equal(2, Bodies(Snippets.Curl(run with { Sweeps = [run.Sweeps[0], before] }, "http://host"), "/api/v1/sweeps").Count);
    }

    [Fact]
    public void ThePythonProgram_CanBeReadAndChanged()
    {
        var run = SavedRuns.Map();
        run = run with { Sweeps = [run.Sweeps[0] with { Request = run.Sweeps[0].Request with { Source = new PromptPosition("Łódź is\n\"here\"", 1) } }] };

        var python = Snippets.Python(run, "http://host");

        Assert.Contains("\n        \"source\": {\n            \"prompt\": \"Łódź is\\n\\\"here\\\"\",\n            \"position\": 1,\n", python, StringComparison.Ordinal);
        Assert.Contains("\"chat\": False", python, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("python3")]
    [InlineData("sh")]
    public async Task TheProgram_Runs_AndPrintsTheLines(string shell)
    {
        await using var host = ApiHost.Start();
        var server = host.Client.BaseAddress!.ToString().TrimEnd('/');
        var request = new SweepRequest { Model = "atlas", Source = new PromptPosition(Odd, 1), Target = new PromptPosition("x y z", -1) };
        var run = SavedRuns.Map();
        run = run with { Sweeps = [run.Sweeps[0] with { Request = request }] };
        using var direct = await SweepLines.OpenAsync(host.Client, JsonElement.Parse(Json(request)));
        var expected = await direct.RestAsync();

        var (code, printed) = await RunAsync(shell, shell == "sh" ? Snippets.Curl(run, server) : Snippets.Python(run, server));

        Assert.True(code == 0, printed);
        Assert.Equal(expected.Count, printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var (refused, words) = await RunAsync("python3", Snippets.Python(run with { Sweeps = [run.Sweeps[0] with { Request = request with { Model = "nowhere" } }] }, server));
        Assert.NotEqual(0, refused);
        Assert.Contains("There is no model", words, StringComparison.Ordinal);
    }

    private static IReadOnlyList<JsonElement> Bodies(string curl, string path) =>
        [.. Line().Matches(curl).Where(line => line.Groups["path"].Value == path).Select(line => JsonElement.Parse(line.Groups["body"].Value.Replace("'\\''", "'", StringComparison.Ordinal)))];

    private static string Json(SweepRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.SweepRequest);

    private static string Json(TraceRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.TraceRequest);

    private static async Task<(int Code, string Printed)> RunAsync(string program, string script)
    {
        using var folder = new TempFolder();
        var file = folder.File("program");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        try
        {
            // A shell without curl would only say so on its way out.
            if (program == "sh")
                Process.Start(new ProcessStartInfo("curl", ["--version"]) { RedirectStandardOutput = true })!.Dispose();
            using var process = Process.Start(new ProcessStartInfo(program, [file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, printed + (process.ExitCode == 0 ? "" : await errors));
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{(program == "sh" ? "curl" : program)} is not installed.");
            throw;
        }
    }

    [GeneratedRegex(@"^curl -N 'http://host(?<path>[^']*)' -H 'content-type: application/json' -d '(?<body>.*)'$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
