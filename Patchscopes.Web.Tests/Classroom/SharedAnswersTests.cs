using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Joined;
using Patchscopes.Web.Tests.Api;
using Xunit;

namespace Patchscopes.Web.Tests.Classroom;

public sealed class SharedAnswersTests
{
    private const int Budget = 10;

    /// <summary>A line below zero ends an answer, and weighs as much.</summary>
    private readonly SharedAnswers<int> _answers = new(Budget, line => Math.Max(0, -line), line => line < 0);
    private readonly Channel<Work> _works = Channel.CreateUnbounded<Work>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThoseWhoAskAtOnce_ShareOneWork_AndEachHasEveryLine()
    {
        var first = ReadAllAsync("key", Token);
        var work = await NextAsync();
        work.Lines.Writer.TryWrite(1);
        var second = ReadAllAsync("key", Token);
        work.Lines.Writer.TryWrite(2);
        work.Finish();

        Assert.Equal([1, 2, -1], await first);
        Assert.Equal([1, 2, -1], await second);
        Assert.Equal([1, 2, -1], await ReadAllAsync("key", Token));
        Assert.Equal(0, _works.Reader.Count);
    }

    [Fact]
    public async Task TheWork_StopsWhenTheLastReaderHasLeft_AndIsDoneAgainForTheNext()
    {
        using var leaving = new CancellationTokenSource();
        using var alsoLeaving = new CancellationTokenSource();
        var first = ReadAllAsync("key", leaving.Token);
        var second = ReadAllAsync("key", alsoLeaving.Token);
        var work = await NextAsync();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(work.Stopped.IsCancellationRequested);
        await alsoLeaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(work.Stopped.IsCancellationRequested);

        var third = ReadAllAsync("key", Token);
        (await NextAsync()).Finish();
        Assert.Equal([-1], await third);
    }

    [Fact]
    public async Task AReaderThatNeverComesToRead_DoesNotKeepTheWorkGoing()
    {
        using var leaving = new CancellationTokenSource();
        await _answers.ReadAsync("key", Begin, leaving.Token);

        await leaving.CancelAsync();

        Assert.True((await NextAsync()).Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task AReaderThatLeavesWithTheLastLine_GivesNothingUp()
    {
        var first = ReadAllAsync("key", Token);
        var work = await NextAsync();
        work.Lines.Writer.TryWrite(-1);

        // The work is whole, although it has not come to its end yet.
        Assert.Equal([-1], await first.Soon());
        Assert.False(work.Stopped.IsCancellationRequested);
        Assert.Equal([-1], await ReadAllAsync("key", Token).Soon());
        Assert.Equal(0, _works.Reader.Count);
        work.Lines.Writer.Complete();
    }

    [Fact]
    public async Task WhatIsNotWhole_IsNotRemembered()
    {
        var first = ReadAllAsync("key", Token);
        var work = await NextAsync();
        work.Lines.Writer.TryWrite(1);
        work.Lines.Writer.Complete();

        Assert.Equal([1], await first);
        var second = ReadAllAsync("key", Token);
        (await NextAsync()).Finish();
        Assert.Equal([-1], await second);
    }

    [Fact]
    public async Task ARefusal_IsEverybodys_AndTheNextAsksAnew()
    {
        var asked = 0;
        Task<int> Ask() => _answers.GetAsync("key", _ => ++asked == 1 ? throw new RequestRefusedException(RefusalReason.Busy, null, "busy") : Task.FromResult(-7), Token);

        Assert.Equal("busy", (await Assert.ThrowsAsync<RequestRefusedException>(Ask)).Message);
        Assert.Equal(-7, await Ask());
        Assert.Equal(-7, await Ask());
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task WhatIsTooMuch_MakesTheLeastRecentlyAskedForgotten()
    {
        foreach (var key in new[] { "a", "b", "a", "c" })
            await _answers.GetAsync(key, _ => Task.FromResult(-4), Token);

        Assert.True(await IsRememberedAsync("a"));
        Assert.True(await IsRememberedAsync("c"));
        Assert.False(await IsRememberedAsync("b"));
    }

    [Fact]
    public async Task AnAnswerThatIsTooMuchByItself_IsNotRemembered_AndAllOthersAre()
    {
        await _answers.GetAsync("a", _ => Task.FromResult(-4), Token);
        Assert.Equal(-11, await _answers.GetAsync("large", _ => Task.FromResult(-11), Token));

        Assert.True(await IsRememberedAsync("a"));
        Assert.False(await IsRememberedAsync("large"));
    }

    [Fact]
    public async Task WhatIsComputed_CountsWhenItEnds_AndIsJoinedUntilThen()
    {
        var running = ReadAllAsync("running", Token);
        var work = await NextAsync();
        foreach (var key in new[] { "a", "b", "c" })
            await _answers.GetAsync(key, _ => Task.FromResult(-5), Token);
        var joined = ReadAllAsync("running", Token);
        work.Lines.Writer.TryWrite(-6);
        work.Lines.Writer.Complete();

        Assert.Equal([-6], await running);
        Assert.Equal([-6], await joined);
        Assert.Equal(0, _works.Reader.Count);
        Assert.True(await IsRememberedAsync("running"));
        Assert.False(await IsRememberedAsync("b"));
        Assert.False(await IsRememberedAsync("c"));
    }

    [Fact]
    public async Task TheWork_DoesNotRunWhereTheFirstOneAsks_AndStillKnowsWhoAsked()
    {
        var visitor = new AsyncLocal<string> { Value = "first" };
        var before = SynchronizationContext.Current;
        Task first;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new StuckContext());
            first = _answers.ReadAsync("key", async _ =>
            {
                await Task.Yield();
                return OneAsync(visitor.Value == "first" ? -1 : -2);
            }, Token);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        visitor.Value = "second";

        Assert.Equal([-1], await ReadAllAsync("key", Token).Soon());
        Assert.False(first.IsCompleted);
    }

    private async Task<bool> IsRememberedAsync(string key)
    {
        try
        {
            await _answers.GetAsync(key, _ => throw new InvalidOperationException(), Token);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private Task<Work> NextAsync() => _works.Reader.ReadAsync(Token).AsTask().Soon();

    private Task<IAsyncEnumerable<int>> Begin(CancellationToken stopped)
    {
        var work = new Work(stopped);
        _works.Writer.TryWrite(work);
        return Task.FromResult(work.ReadAsync(CancellationToken.None));
    }

    private static async IAsyncEnumerable<int> OneAsync(int line)
    {
        await Task.Yield();
        yield return line;
    }

    private async Task<List<int>> ReadAllAsync(string key, CancellationToken cancellationToken)
    {
        var lines = await _answers.ReadAsync(key, Begin, cancellationToken);
        var all = new List<int>();
        await foreach (var line in lines.WithCancellation(cancellationToken))
            all.Add(line);
        return all;
    }

    /// <summary>A circuit that is busy for ever.</summary>
    private sealed class StuckContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    private sealed record Work(CancellationToken Stopped)
    {
        public Channel<int> Lines { get; } = Channel.CreateUnbounded<int>();

        public void Finish()
        {
            Lines.Writer.TryWrite(-1);
            Lines.Writer.Complete();
        }

        public async IAsyncEnumerable<int> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var line in Lines.Reader.ReadAllAsync(cancellationToken))
                yield return line;
        }
    }
}
