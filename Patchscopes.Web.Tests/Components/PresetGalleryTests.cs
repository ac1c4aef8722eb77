using Bunit;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class PresetGalleryTests : ControlContext
{
    [Fact]
    public void Row_HoldsTheFirstOnes_AndNamesAFurtherOneThatIsShown()
    {
        var lens = PresetCatalog.Named("logit-lens");

        var row = Render<PresetRow>(parameters => parameters.Add(presets => presets.Active, lens));

        Assert.Equal(PresetRow.AtHand, row.FindAll(".preset").Count);
        Assert.Contains(lens.Name, row.Find("[data-testid=more-presets]").TextContent, StringComparison.Ordinal);
        Assert.Contains("chosen", row.Find("[data-testid=more-presets]").ClassList);
    }

    [Fact]
    public void Gallery_ShowsEveryPresetInItsGroup_WithItsPrompts_AndRunsOneAtAClick()
    {
        Preset? chosen = null;
        var row = Render<PresetRow>(parameters => parameters.Add(presets => presets.Chosen, (Preset preset) => chosen = preset));
        Assert.Empty(row.FindAll(".example"));

        row.Find("[data-testid=more-presets]").Click();

        Assert.Equal(PresetCatalog.All.Count, row.FindAll(".example").Count);
        Assert.Equal(PresetCatalog.All.Select(preset => preset.Group).Distinct(), row.FindAll("h3").Select(heading => heading.TextContent));
        var three = row.FindAll(".example").Single(example => example.QuerySelector("[data-testid=gallery-three-x]") is not null);
        Assert.Equal(3, three.QuerySelectorAll(".target .chosen").Length);
        Assert.Equal("The language of x x x is", three.QuerySelector(".target .text")!.TextContent);
        row.Find("[data-testid=gallery-question-mark]").Click();
        Assert.Equal("question-mark", chosen?.Key);
    }

    [Fact]
    public async Task Apply_AsksForAllThatThePresetSays_AndIsThenTheActiveOne()
    {
        using var state = new ExplorerState(Service, Time);
        await state.LoadAsync(ExplorerUrl.Read("", ExplorerState.Defaults("atlas")), Xunit.TestContext.Current.CancellationToken);
        foreach (var key in new[] { "three-x", "logit-lens", "paper-currency" })
        {
            var preset = PresetCatalog.Named(key);
            var run = state.ApplyAsync(preset);
            await Time.UntilAsync(() => Service.Runs.Count > 0 && Service.Last.Request.Target.Prompt == preset.Target.Prompt);
            Service.Last.End(new Patchscopes.Web.Services.SweepCancelled());
            await Time.FinishAsync(run);

            Assert.Same(preset, state.ActivePreset);
            Assert.Equal(preset.NewTokens, Service.Last.Request.NewTokens);
            Assert.Equal(preset.PatchesEach ? [3, 4] : null, Service.Last.Request.AlsoPatched);
            Assert.Equal(preset.TargetLayers is null ? null : [TestPatchscopeService.Blocks - 1], Service.Last.Request.TargetLayers?.Select(layer => layer.Index));
        }
    }
}
