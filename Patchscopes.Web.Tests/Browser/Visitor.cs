using Microsoft.Playwright;
using Xunit;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>One visitor's page. What goes wrong in the browser is gathered, and is a failure when the visitor leaves.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>A busy machine may take long to start a page.</summary>
    public const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];
    private readonly List<string> _foreignRequests = [];
    private readonly List<string> _expected = [];

    private Visitor(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public static async Task<Visitor> ComeAsync(IBrowserContext context, string path, string? without = null)
    {
        var visitor = new Visitor(context, await context.NewPageAsync());
        visitor.Page.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        if (without is not null)
            await context.RouteAsync(without, route => route.AbortAsync());
        // The browser itself reports a file that did not come.
        visitor.Page.Console += (_, message) => visitor.Gather(message.Type == "error" && without is null, message.Text);
        visitor.Page.PageError += (_, error) => visitor.Gather(true, error);
        await visitor.Page.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))");
        await visitor.Page.GotoAsync(path);
        var origin = new Uri(visitor.Page.Url).GetLeftPart(UriPartial.Authority);
        visitor.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && request.Url.StartsWith("http", StringComparison.Ordinal))
                visitor._foreignRequests.Add(request.Url);
        };
        return visitor;
    }

    public ILocator Get(string testId) => Page.GetByTestId(testId);

    /// <summary>
    /// Waits until a map is whole and belongs to what the page shows. <paramref name="isLastColumnGrey"/>: the patch
    /// cannot reach the read-out from the last column, which then has no numbers, and must have none.
    /// </summary>
    public async Task MapIsWholeAsync(bool isLastColumnGrey = false)
    {
        await Assertions.Expect(Get("status")).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"^\s*(\d+)\s*of\s*\1\s*cells"));
        await Assertions.Expect(Get("stale")).ToHaveCountAsync(0);
        await Page.WaitForFunctionAsync(
            "isGrey => document.querySelector('#lens-heatmap')?.data?.[0].z.every(row => row.every((z, at) => (z === null) === (isGrey && at === row.length - 1)))",
            isLastColumnGrey);
    }

    /// <summary>Clicks the middle of a cell, where the chart has drawn it.</summary>
    public async Task ClickCellAsync(int row, int column)
    {
        var place = await Page.EvaluateAsync<float[]>(
            "([row, column]) => { const chart = document.querySelector('#lens-heatmap'); const box = chart.getBoundingClientRect(); const layout = chart._fullLayout;"
            + "return [box.left + layout._size.l + layout.xaxis.d2p(column), box.top + layout._size.t + layout.yaxis.d2p(row)]; }",
            new[] { row, column });
        // Plotly hears clicks only on what its hover has found, which may still be the cell before.
        await Page.Mouse.MoveAsync(place[0], place[1], new MouseMoveOptions { Steps = 4 });
        await Page.WaitForFunctionAsync("place => String(document.querySelector('#lens-heatmap')._hoverdata?.[0]?.pointNumber) === String(place)", new[] { row, column });
        await Page.Mouse.ClickAsync(place[0], place[1]);
    }

    /// <summary>The texts of a column of the chart as the browser has them, without markup.</summary>
    public Task<string[]> ColumnAsync(int column) => Page.EvaluateAsync<string[]>(
        "column => document.querySelector('#lens-heatmap').data[0].text.map(row => (row[column] ?? '').replace(/<[^>]*>/g, ''))", column);

    /// <summary>The numbers and texts of the chart as the browser has them.</summary>
    public Task<string> NumbersAsync() => Page.EvaluateAsync<string>(
        "() => { const { z, text } = document.querySelector('#lens-heatmap').data[0]; return JSON.stringify([z, text.map(row => row.map(cell => (cell ?? '').replace(/<[^>]*>/g, '')))]); }");

    /// <summary>The page does not scroll sideways.</summary>
    public async Task AssertFitsAsync() => Assert.Equal(0, await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));

    /// <summary>Faults with these words are what the test is about.</summary>
    public void Expects(string words) => _expected.Add(words);

    /// <summary>Closes the tab as a person does, so that the page can say goodbye.</summary>
    public async Task CloseTabAsync()
    {
        var closed = new TaskCompletionSource();
        Page.Close += (_, _) => closed.TrySetResult();
        await Page.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });
        await closed.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.DoesNotContain(_faults, fault => !_expected.Any(words => fault.Contains(words, StringComparison.Ordinal)));
        Assert.Empty(_foreignRequests);
    }

    private void Gather(bool isFault, string text)
    {
        if (isFault)
            _faults.Add(text);
    }
}
