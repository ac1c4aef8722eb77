using Bunit;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Advanced;

public sealed class ControlListTests : ControlContext
{
    private static readonly TokenReading Says = new(7, " word", 0.9f);
    private static readonly TokenReading Other = new(8, " other", 0.4f);

    [Fact]
    public void AReadingThatNoControlGives_DependsOnTheState()
    {
        List<ControlReading> controls = [new(ControlKind.Random, 1, [Other]), new(ControlKind.Mean, 0, [Other])];
        Assert.Equal("Nothing else that was put in says the same, so the reading depends on the state.", Verdict(Draw(controls)));
        Assert.Empty(List(controls).FindAll(".same"));
    }

    [Fact]
    public void AReadingThatControlsGiveToo_IsMarked_AndTheyAreCounted()
    {
        List<ControlReading> controls = [new(ControlKind.Random, 1, [Says]), new(ControlKind.Random, 2, [Says]), new(ControlKind.Random, 3, [Other]), new(ControlKind.Mean, 0, [Says]), new(ControlKind.Token, 1, [Says])];
        Assert.Equal("The same comes from the target by itself, 2 of 3 random vectors, the layer’s mean state and another token of the source prompt: so it says little about this state.", Verdict(Draw(controls, Says)));
        var list = List(controls);
        Assert.Equal(4, list.FindAll(".same").Count);
        Assert.Contains("token 1 ␣two", list.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void BeforeTheyHaveCome_AndWhereNoneCanChangeAnything_ItSaysSo()
    {
        Assert.Equal("…", Draw(null).Find(".verdict").TextContent);
        Assert.Equal("Nothing else was tried: no vector could change anything here.", Draw([], isDead: true).Find(".verdict").TextContent);
        Assert.DoesNotContain("could change", Draw([]).Find(".verdict").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MappingKind.Zero, "the zeros that were put in, not on a state")]
    [InlineData(MappingKind.Mean, "the mean state that was put in, not on one of this prompt")]
    [InlineData(MappingKind.Scale, "the state")]
    [InlineData(MappingKind.Affine, "the state")]
    public void TheVerdict_NamesWhatWasPutIn(MappingKind mapping, string given)
    {
        Assert.Equal($"Nothing else that was put in says the same, so the reading depends on {given}.", Verdict(Draw([new(ControlKind.Random, 1, [Other])], mapping: mapping)));
        var what = given == "the state" ? "this state" : "what was put in";
        Assert.EndsWith($"so it says little about {what}.", Verdict(Draw([new(ControlKind.Random, 1, [Says])], mapping: mapping)), StringComparison.Ordinal);
    }

    [Fact]
    public void TokenTextWithMarkup_IsText()
    {
        var list = List([new(ControlKind.Mean, 0, [new TokenReading(1, "<img src=x>", 0.5f)])]);
        Assert.Empty(list.FindAll("img"));
        Assert.Contains("&lt;img", list.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ControlList> List(IReadOnlyList<ControlReading> controls) => Render<ControlList>(list => list
        .Add(one => one.Controls, controls).Add(one => one.Says, Says).Add(one => one.SourceTokens, TestPatchscopeService.Tokens("one two")));

    private IRenderedComponent<ControlVerdict> Draw(IReadOnlyList<ControlReading>? controls, TokenReading? usual = null, MappingKind mapping = default, bool isDead = false) => Render<ControlVerdict>(verdict => verdict
        .Add(one => one.Controls, controls).Add(one => one.Says, Says).Add(one => one.Usual, usual)
        .Add(one => one.Mapping, mapping).Add(one => one.IsDead, isDead));

    private static string Verdict(IRenderedComponent<ControlVerdict> verdict) => verdict.Find("[data-testid=controls-verdict]").TextContent;
}
