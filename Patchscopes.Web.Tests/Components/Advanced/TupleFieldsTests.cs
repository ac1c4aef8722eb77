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

    [Theory]
    [InlineData("source-to", "99", "2", "There is no layer 99: the blocks are counted from 0 to 2, so 2 stands there.")]
    [InlineData("source-from", "2", "2", null)]
    [InlineData("source-step", "0", "1", "Every 0 is no step: give 1 for every layer, 2 for every other one.")]
    public async Task ALayer_ThatCannotBeTaken_IsPutRightInItsField_AndSaid(string field, string typed, string stands, string? said)
    {
        await LoadAsync("?source=a+b&target=c");
        var fields = Render<LayerFields>(parameters => parameters.Add(one => one.State, _state).Add(one => one.Role, PromptRole.Source));

        var run = fields.InvokeAsync(() => fields.Find($"[data-testid={field}]").Change(typed));
        fields.Render();

        Assert.Equal(stands, fields.Find($"[data-testid={field}]").GetAttribute("value"));
        Assert.Equal(said, fields.FindAll("[data-testid=source-layers-said]").SingleOrDefault()?.TextContent);
        _state.Dispose();
        await run;
    }

    [Fact]
    public async Task ALayer_AfterTheLastOne_ChangesNothing()
    {
        await LoadAsync("?source=a+b&target=c&sourceLayers=1,2");
        var fields = Render<LayerFields>(parameters => parameters.Add(one => one.State, _state).Add(one => one.Role, PromptRole.Source));

        await fields.InvokeAsync(() => fields.Find("[data-testid=source-to]").Change("0"));

        Assert.StartsWith("Nothing was changed: layer 1 comes after layer 0", fields.Find("[data-testid=source-layers-said]").TextContent, StringComparison.Ordinal);
        Assert.Equal("2", fields.Find("[data-testid=source-to]").GetAttribute("value"));
        Assert.Equal(new LayerRange(1, 2, 1, false), _state.Range(PromptRole.Source));
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
    public async Task ALensTable_StaysWhileAnotherIsRead_SoThatNothingJumpsOrLosesTheFocus()
    {
        await LoadAsync("?source=a+b&target=c");
        await _state.ShowLensAsync(true, PromptRole.Source, LensKind.LogitLens);
        var card = Render<LensCard>(parameters => parameters.Add(one => one.State, _state));
        var gate = new TaskCompletionSource();
        Service.BeforeLens = gate.Task;

        var reading = _state.ShowLensAsync(true, PromptRole.Target, LensKind.LogitLens);
        card.Render();

        Assert.Equal(2, card.FindAll("tbody tr:first-child td").Count);
        Assert.Contains("stale", card.Find(".scroll").ClassList);
        Assert.Equal("from before; reading every state anew…", card.Find("[data-testid=lens-stale]").TextContent);
        gate.SetResult();
        await reading;
        card.Render();
        Assert.Single(card.FindAll("tbody tr:first-child td"));
        Assert.Empty(card.FindAll("[data-testid=lens-stale]"));
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
