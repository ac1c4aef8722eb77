using System.Text;
using System.Text.Json;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Storage;
using Xunit;

namespace Patchscopes.Web.Tests.Exports;

/// <summary>A file is let in only where every page of it can be shown; its refusal says where it is at fault.</summary>
public sealed class ImportTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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
    public void APartThatDoesNotFit_IsRefused(string part, string instead, string words) => Refused(SavedRuns.Map(), part, instead, words);

    [Theory]
    [InlineData("\"kind\":\"unpatched\",\"top\":[{\"id\":7,\"text\":\" y\",\"probability\":0.5}]", "\"kind\":\"unpatched\",\"top\":[{\"id\":7,\"text\":\" y\",\"probability\":1.5}]", "events[2]: a probability is 1.5")]
    [InlineData("\"answers\":[{\"probability\":0.25,\"rank\":3}]", "\"answers\":[{\"probability\":-1,\"rank\":3}]", "a probability is -1")]
    [InlineData("\"answers\":[{\"probability\":0.25,\"rank\":3}]", "\"answers\":[{\"probability\":1,\"rank\":0}]", "a rank is 0")]
    [InlineData("\"entropy\":1.25", "\"entropy\":-3", "an entropy is -3")]
    [InlineData("\"usualProbability\":0.5", "\"usualProbability\":7", "usualProbability is 7")]
    [InlineData("\"unpatchedTop\":[{\"id\":7,\"text\":\" t0\",\"probability\":0.5}]", "\"unpatchedTop\":[{\"id\":7,\"text\":\" t0\",\"probability\":2}]", "cells[0].detail.unpatchedTop: a probability is 2")]
    [InlineData("\"kind\":\"token\",\"number\":0", "\"kind\":\"token\",\"number\":-1", "number is -1")]
    [InlineData("\"positions\":[[{", "\"positions\":[[],[{", "lenses[0]: layer 0 has 3 positions")]
    [InlineData("\"positions\":[[{\"id\":7,\"text\":\" t0\",\"probability\":0.5}]", "\"positions\":[[]", "lenses[0]: layer 0: top is empty")]
    [InlineData("\"positions\":[[{\"id\":7,\"text\":\" t0\",\"probability\":0.5}]", "\"positions\":[[{\"id\":7,\"text\":\" t0\",\"probability\":1.25}]", "lenses[0]: layer 0: a probability is 1.25")]
    [InlineData("{\"layer\":1,\"positions\"", "{\"layer\":0,\"positions\"", "two rows of layer 0")]
    [InlineData("{\"layer\":1,\"positions\"", "{\"layer\":2,\"positions\"", "names layer 2")]
    [InlineData("\"pairs\":[{\"sourceLayer\":0,\"targetLayer\":1,\"r2\":0.5}]", "\"pairs\":[]", "pairs needs one")]
    [InlineData("\"seconds\":0.5", "\"seconds\":1e999", "sweeps[0].events[6].seconds is 1e999")]
    [InlineData("\"seconds\":0.5", "\"seconds\":1e30", "seconds is 1E+30")]
    [InlineData("\"probability\":0.5", "\"probability\":1e39", "probability is 1e39")]
    [InlineData("{\"kind\":\"done\"", "{\"kind\":\"start\",\"model\":\"tiny\",\"sourceTokens\":[],\"targetTokens\":[],\"cells\":0},{\"kind\":\"done\"", "needs one \"start\"")]
    [InlineData("\"context\":16", "\"context\":1", "reads at most 1")]
    [InlineData("\"sourceLayers\":[\"emb\",0,1]", "\"sourceLayers\":[0,0,1]", "more than once")]
    [InlineData("\"sourceLayers\":[\"emb\",0,1]", "\"sourceLayers\":[0,1,2]", "names layer 2")]
    [InlineData("\"sourceLayers\":[\"emb\",0,1]", "\"sourceLayers\":[]", "is empty")]
    [InlineData("\"topK\":5", "\"topK\":0", "topK is 0")]
    [InlineData("\"table\":{\"tokens\":[", "\"table\":{\"tokens\":[{\"id\":0,\"text\":\"\",\"display\":\"\"},", "positions, but the prompt has 3 tokens")]
    public void AMapThatCannotBeShown_IsRefused(string part, string instead, string words) => Refused(SavedRuns.FullMap(), part, instead, words);

    [Theory]
    [InlineData("\"cosineWithFinal\":-0.03", "\"cosineWithFinal\":-2", "cosineWithFinal is -2")]
    [InlineData("\"reciprocalRank\":0.5", "\"reciprocalRank\":3", "reciprocalRank is 3")]
    [InlineData("\"probability\":0.125", "\"probability\":1.125", "traces[0].events[1]: a probability is 1.125")]
    [InlineData("\"kind\":\"block\",\"layer\":1", "\"kind\":\"block\",\"layer\":0", "in order")]
    [InlineData("\"applicationLayer\":1", "\"applicationLayer\":2", "names block 2")]
    [InlineData("\"argumentSpan\":{\"first\":0,\"last\":0}", "\"argumentSpan\":{\"first\":0,\"last\":9}", "blocks 0 to 9")]
    [InlineData("\"position\":1,\"decoder\"", "\"position\":2,\"decoder\"", "outside the prompt")]
    [InlineData("\"attentionWrite\":0.5", "\"attentionWrite\":-0.5", "a norm is below 0")]
    [InlineData("\"kind\":\"verdict\"", "\"kind\":\"done\",\"seconds\":1},{\"kind\":\"verdict\"", null)]
    [InlineData("\"seconds\":0.25", "\"seconds\":-1", "seconds is -1")]
    [InlineData("\"before\":{\"top\":[{\"id\":7,\"text\":\" y\",\"probability\":0.5},{\"id\":9,\"text\":\" q\",\"probability\":0.125}]", "\"before\":{\"top\":[]", "before: top is empty")]
    public void ATraceThatCannotBeShown_IsRefused(string part, string instead, string? words) => Refused(SavedRuns.Stages(), part, instead, words);

    [Theory]
    [InlineData("\"models\":[", "models[0] is null")]
    [InlineData("\"sweeps\":[", "sweeps[0] is null")]
    [InlineData("\"lenses\":[", "lenses[0] is null")]
    [InlineData("\"events\":[", "sweeps[0].events[0] is null")]
    [InlineData("\"cells\":[", "cells[0] is null")]
    [InlineData("\"positions\":[", "positions[0] is null")]
    [InlineData("\"answers\":[", "answers[0] is null")]
    [InlineData("\"controls\":[", "controls[0] is null")]
    [InlineData("\"checks\":[", "checks[0] is null")]
    public void AGapInAList_IsRefused(string list, string words)
    {
        var json = Json(SavedRuns.FullMap());
        var at = json.IndexOf(list, StringComparison.Ordinal) + list.Length;
        Assert.True(at >= list.Length);

        Refused(json.Insert(at, json[at] == ']' ? "null" : "null,"), words);
    }

    [Theory]
    [InlineData("\"software\":\"", "software", 200)]
    [InlineData("\"dataType\":\"", "models[0].dataType", 200)]
    [InlineData("\"hash\":\"", "models[0].hash", 200)]
    [InlineData("\"layers\":\"", "conventions.layers", 500)]
    [InlineData("\"probabilities\":\"", "conventions.probabilities", 500)]
    [InlineData("\"title\":\"", "words.title", 120)]
    [InlineData("\"author\":\"", "words.author", 80)]
    [InlineData("\"view\":\"", "view", SavedRun.LongestView)]
    [InlineData("\"prompt\":\"", "sweeps[0].request.source.prompt", 500_000)]
    [InlineData("\"text\":\"", "sweeps[0].events[0].sourceTokens[0].text", 2000)]
    [InlineData("\"display\":\"", "sweeps[0].events[0].sourceTokens[0].display", 256)]
    public void ATextWithoutAnEnd_IsRefusedByName(string field, string name, int most)
    {
        var json = Json(SavedRuns.Map("Poland"));
        var at = json.IndexOf(field, StringComparison.Ordinal) + field.Length;
        var already = json[at..].IndexOf('"', StringComparison.Ordinal);

        Refused(json.Insert(at, new string('x', most)), FormattableString.Invariant($"{name} has {most + JsonElement.Parse($"\"{json.Substring(at, already)}\"").GetString()!.Length} characters: give at most {most}."));
    }

    [Fact]
    public void AnOrigin_IsLimitedInCharactersAndNotInBytes()
    {
        Assert.Equal(500, Read(Json(SavedRuns.Map() with { Origin = new string('語', 500) })).Origin!.Length);
        Refused(Json(SavedRuns.Map() with { Origin = new string('語', 501) }), "origin has 501 characters: give at most 500.");
    }

    [Fact]
    public void AMapOfMoreCellsThanFitIntoMemory_IsRefusedBeforeItIsBuilt()
    {
        var layers = string.Join(',', Enumerable.Range(0, 60_000));
        var json = Json(SavedRuns.FullMap()).Replace("\"sourceLayers\":[\"emb\",0,1]", $"\"sourceLayers\":[{layers}],\"targetLayers\":[{layers}]", StringComparison.Ordinal)
            .Replace(",\"targetLayers\":null", "", StringComparison.Ordinal);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refused(json, "sourceLayers has 60000 layers: give at most 3");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
    }

    [Fact]
    public void AMapOfTooManyBlocks_IsRefused() => Refused(SavedRuns.Map(), "\"blocks\":2", "\"blocks\":201", "201 × 201 cells has too many cells");

    [Fact]
    public void MoreFurtherPositionsThanARunTakes_AreRefused() => Refused(SavedRuns.FullMap(), "\"alsoPatched\":[0]", $"\"alsoPatched\":[{string.Join(',', Enumerable.Repeat(0, 17))}]", "alsoPatched has 17 positions: give at most 16");

    [Fact]
    public void OnePrompt_HasTheSameTokensEverywhere()
    {
        var run = SavedRuns.FullMap();
        var lens = run.Lenses[0];
        var table = lens.Table with { Tokens = [lens.Table.Tokens[0]], Layers = [.. lens.Table.Layers.Select(row => row with { Positions = [row.Positions[0]] })] };

        Refused(Json(run with { Lenses = [lens with { Table = table }] }), "The prompt \"a b\" has 2 tokens in one place and 1 in another.");
    }

    [Fact]
    public void AnIndentedFile_IsMeasuredWithoutItsIndents()
    {
        var run = SavedRuns.FullMap();
        var stored = SavedJson.Write(run);
        var indented = JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(stored), Indented);
        Assert.True(indented.Length > stored.Length * 1.5);

        Assert.Equal(stored, SavedJson.Write(RunImport.Read(new MemoryStream(indented), stored.Length)));
        Assert.Equal(RefusalReason.TooLarge, Assert.Throws<RequestRefusedException>(() => RunImport.Read(new MemoryStream(indented), stored.Length - 1)).Reason);
    }

    [Fact]
    public void WhatThisProgramExports_IsLetIn()
    {
        foreach (var run in (SavedRun[])[SavedRuns.Map(), SavedRuns.FullMap(), SavedRuns.Stages(), .. ShippedRuns.All.Select(shipped => shipped.Run)])
            Assert.Equal(SavedJson.Write(run), SavedJson.Write(Read(Json(run))));
    }

    private static string Json(SavedRun run) => Encoding.UTF8.GetString(SavedJson.Write(run));

    private static SavedRun Read(string json) => RunImport.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), int.MaxValue);

    private static void Refused(SavedRun run, string part, string instead, string? words)
    {
        var json = Json(run);
        var at = json.IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, $"The file lacks {part}.");
        json = string.Concat(json.AsSpan(0, at), instead, json.AsSpan(at + part.Length));
        if (words is null)
            Read(json);
        else
            Refused(json, words);
    }

    private static void Refused(string json, string words)
    {
        var refused = Assert.Throws<RequestRefusedException>(() => Read(json));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }
}
