using System.Text;
using System.Text.Json.Nodes;
using Bunit;
using CsCheck;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Components;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Exports;

/// <summary>Whatever is done to a file: it is refused in words, or every page and file of it can be had.</summary>
public sealed class ImportFuzzTests : ControlContext
{
    private static readonly SavedRun[] Runs = [SavedRuns.Map(), SavedRuns.FullMap(), SavedRuns.Stages()];

    /// <summary>What stands instead of a part; the last two double it and leave it out.</summary>
    private static readonly string[] Instead =
        ["null", "[null]", "[]", "[[]]", "{}", "1e999", "1e39", "1e300", "-1e300", "2147483647", "-2147483648", "99999999999999999999", "-1", "0", "1", "0.5", "true", "\"\"", "\"emb\"", "\"x\"", "\"\\uFFFD\"", Twice, Gone];

    private const string Twice = "twice";
    private const string Gone = "gone";

    private static readonly Gen<(int, int)[]> Changes = Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, Instead.Length - 1]).Array[1, 2];

    [Fact]
    public void AnyLetters_AreARefusalOrARunThatCanBeShown() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1 << 20], Gen.Int[0, 40], Gen.String[Gen.Char["{}[]\",:0-9a\\e nul"], 0, 6]).Sample((which, at, count, text) =>
        {
            var json = Json(Runs[which]);
            at %= json.Length;
            return Import(json.Remove(at, Math.Min(count, json.Length - at)).Insert(at, text)) is not { } run || HasFiles(run);
        }, iter: 2000);

    [Fact]
    public void AnyParts_AreARefusalOrARunWithFiles() =>
        Gen.Select(Gen.Int[0, 2], Changes).Sample((which, changes) => Import(Changed(Json(Runs[which]), changes)) is not { } run || HasFiles(run), iter: 3000);

    [Fact]
    public Task AnyParts_AreARefusalOrARunWithAPage() =>
        // One page at a time: the renderer is this test's.
        Gen.Select(Gen.Int[1, 2], Changes).SampleAsync(async sample => Import(Changed(Json(Runs[sample.Item1]), sample.Item2)) is not { } run || await HasPageAsync(run), iter: 400, threads: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AWholeRun_HasFilesAndAPage(int which)
    {
        var run = Import(Json(Runs[which]));

        Assert.NotNull(run);
        Assert.True(HasFiles(run) && await HasPageAsync(run));
    }

    /// <summary>A run; null where the file was refused.</summary>
    private static SavedRun? Import(string json)
    {
        try
        {
            return RunImport.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), int.MaxValue);
        }
        catch (RequestRefusedException refused)
        {
            Assert.NotEmpty(refused.Message);
            return null;
        }
    }

    /// <summary>All that can be made of a run without a page, and what the store packs.</summary>
    private static bool HasFiles(SavedRun run)
    {
        string[] files =
        [
            RunPage.Of(run, RunPage.TitleOf(run), "/p/x", "dark", isImported: true), RunFiles.Svg(run, ThemeColors.Light), RunFiles.Csv(run), Snippets.Curl(run, ""), Snippets.Python(run, ""), Json(run),
        ];
        return files.All(file => file.Length > 0);
    }

    /// <summary>The page with all of its controls, as a visitor's circuit renders it.</summary>
    private async Task<bool> HasPageAsync(SavedRun run)
    {
        Store.Runs["changed"] = run;
        var page = Render<SavedRunPage>(parameters => parameters.Add(shown => shown.Id, "changed"));
        Assert.Empty(page.FindAll("[data-testid=saved-refusal]"));
        Assert.NotEmpty(page.FindAll("[data-testid=saved-title]"));
        await DisposeComponentsAsync();
        return true;
    }

    /// <summary>The file with some of its parts changed, each chosen among all of them by its number.</summary>
    private static string Changed(string json, (int Part, int Instead)[] changes)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var (part, instead) in changes)
        {
            var places = Places(root).ToList();
            Change(places[part % places.Count], Instead[instead]);
        }
        return root.ToJsonString();
    }

    private static void Change((JsonNode Parent, string? Field, int At) place, string instead)
    {
        switch (place.Parent, instead)
        {
            case (JsonArray list, Twice):
                list.Insert(place.At, list[place.At]?.DeepClone());
                break;
            case (JsonArray list, Gone):
                list.RemoveAt(place.At);
                break;
            case (JsonArray list, _):
                list[place.At] = JsonNode.Parse(instead);
                break;
            case (JsonObject fields, Gone or Twice):
                fields.Remove(place.Field!);
                break;
            case (JsonObject fields, _):
                fields[place.Field!] = JsonNode.Parse(instead);
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Field, int At)> Places(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Places(field.Value).Prepend((fields, field.Key, 0))),
        JsonArray list => list.SelectMany((item, at) => Places(item).Prepend((list, null, at))),
        _ => [],
    };

    private static string Json(SavedRun run) => Encoding.UTF8.GetString(SavedJson.Write(run));
}
