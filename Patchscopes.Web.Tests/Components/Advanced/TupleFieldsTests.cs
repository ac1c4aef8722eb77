using Bunit;
using Patchscopes.Model.Lenses;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Controls.Advanced;
using Patchscopes.Web.Components.Controls.Lenses;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Advanced;

/// <summary>Fields of the tuple and the lens table, as they are drawn.</summary>
public sealed class TupleFieldsTests : ControlContext
{
    private readonly ExplorerState _state;

    public TupleFieldsTests() => _state = new ExplorerState(Service, Time);

    [Fact]
    public async Task AFurtherPosition_ThatThePromptHasNot_OrThatIsTheTarget_CanBeLetGo()
    {
        await LoadAsync("?source=a&target=c+d&targetToken=0&alsoPatched=-2,7");
        var fields = Render<AlsoFields>(parameters => parameters.Add(one => one.State, _state));

        Assert.Equal(["also-0", "also-1", "also-7"], fields.FindAll("button").Select(button => button.GetAttribute("data-testid")));
        Assert.All(fields.FindAll("button"), button => Assert.False(button.HasAttribute("disabled")));
        Assert.Equal("The target prompt has no token 7: leave it out", fields.Find("[data-testid=also-7]").GetAttribute("title"));

        var run = fields.InvokeAsync(() => fields.Find("[data-testid=also-7]").Click());
        await Time.UntilAsync(() => _state.AlsoPatched is [0]);
        fields.Render();
        Assert.Equal(["also-0", "also-1"], fields.FindAll("button").Select(button => button.GetAttribute("data-testid")));
        _state.Dispose();
        await run;
    }

    [Fact]
    public async Task ALensTable_OfAnEarlierPrompt_IsMarked()
    {
        await LoadAsync("?source=a+b&target=c");
        await _state.ShowLensAsync(true, PromptRole.Source, LensKind.LogitLens);
        var card = Render<LensCard>(parameters => parameters.Add(one => one.State, _state));
        Assert.Empty(card.FindAll("[data-testid=lens-stale]"));

        var edit = _state.EditAsync(PromptRole.Source, "a b c");
        card.Render();

        Assert.Equal("from the previous prompt", card.Find("[data-testid=lens-stale]").TextContent);
        Assert.Contains("stale", card.Find(".scroll").ClassList);
        _state.Dispose();
        await edit;
    }

    [Fact]
    public async Task AListTooLongForOneMessage_IsNamed_UntilOneFits()
    {
        var given = new List<string?>();
        var list = Render<TextList>(parameters => parameters.Add(one => one.Texts, "kept").Add(one => one.Placeholder, "texts").Add(one => one.Given, text => given.Add(text)));
        await list.InvokeAsync(() => list.Instance.RefuseLength(40_002));

        Assert.StartsWith("That would make 40,002 bytes; a list on this page holds 28,000 at most.", list.Find("[data-testid=texts-too-long]").TextContent, StringComparison.Ordinal);
        Assert.Equal(list.Find("[data-testid=texts-too-long]").Id, list.Find("textarea").GetAttribute("aria-describedby"));
        Assert.Equal("kept", list.Find("textarea").GetAttribute("value"));
        await list.InvokeAsync(list.Instance.ForgetRefusal);
        Assert.Empty(list.FindAll("[data-testid=texts-too-long]"));
        await list.InvokeAsync(() => list.Find("textarea").Change("other"));
        Assert.Equal(["other"], given);
        var attach = Assert.Single(JSInterop.Invocations, call => call.Identifier == "attach");
        Assert.Equal(PromptEditor.LargestMessage, attach.Arguments[2]);
    }

    protected override void Dispose(bool disposing)
    {
        _state.Dispose();
        base.Dispose(disposing);
    }

    private Task LoadAsync(string query) => _state.LoadAsync(ExplorerUrl.Read(query, ExplorerState.Defaults("atlas")), Xunit.TestContext.Current.CancellationToken);
}
