using System.Text;
using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class SavedPageTests : ControlContext
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Theory]
    [InlineData("\"models\":[", "\"models\":[null,", "models[0] is null")]
    [InlineData("\"events\":[{", "\"events\":[null,{", "sweeps[0].events[0] is null")]
    [InlineData("\"lenses\":[", "\"lenses\":[null,", "lenses[0] is null")]
    [InlineData("\"seconds\":0.5", "\"seconds\":1e999", "seconds is 1e999")]
    public void AFileThatCannotBeShown_IsRefusedInWords_AndThePageStays(string part, string instead, string words)
    {
        var json = Encoding.UTF8.GetString(SavedJson.Write(SavedRuns.FullMap()));
        Assert.Contains(part, json, StringComparison.Ordinal);
        var page = Render<SavedPage>();

        Upload(page, json.Replace(part, instead, StringComparison.Ordinal));

        page.WaitForAssertion(() => Assert.Contains(words, page.Find("[data-testid=saved-message]").TextContent, StringComparison.Ordinal));
        Assert.Empty(Store.Runs);

        Upload(page, json);

        page.WaitForAssertion(() => Assert.Single(Store.Runs));
    }

    [Fact]
    public void AnIndentedFileOfMoreThanTheLargestRun_IsImported()
    {
        var run = SavedRuns.Map();
        var cell = run.Sweeps[0].Cells[0];
        var top = Enumerable.Range(0, 100).Select(at => new TokenReading(at, "\n", 0.5f)).ToList();
        run = run with { Sweeps = [run.Sweeps[0] with { Cells = [.. Enumerable.Range(0, 100).Select(at => cell with { NewTokens = at, Detail = cell.Detail with { Top = top } })] }] };
        var json = JsonSerializer.Serialize(JsonElement.Parse(SavedJson.Write(run)), Indented);
        Assert.True(json.Length > 1 << 20);
        var page = Render<SavedPage>();

        Upload(page, json);

        page.WaitForAssertion(() => Assert.Equal(SavedJson.Write(run), SavedJson.Write(Assert.Single(Store.Runs).Value)));
    }

    [Fact]
    public void AFileOfMoreThanFourTimesTheLargestRun_IsRefusedBeforeItIsRead()
    {
        var page = Render<SavedPage>();

        Upload(page, new string(' ', (4 << 20) + 1));

        page.WaitForAssertion(() => Assert.Contains("runs of up to 1 MiB, and reads files of up to 4", page.Find("[data-testid=saved-message]").TextContent, StringComparison.Ordinal));
    }

    private static void Upload(IRenderedComponent<SavedPage> page, string json) =>
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(json, "run.json", contentType: "application/json"));
}
