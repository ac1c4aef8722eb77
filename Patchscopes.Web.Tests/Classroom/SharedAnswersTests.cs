using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Joined;
using Xunit;

namespace Patchscopes.Web.Tests.Classroom;

public sealed class SharedAnswersTests
{
    private readonly SharedAnswers<int> _answers = new(2, line => line < 0);
    private readonly List<Work> _works = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThoseWhoAskAtOnce_ShareOneWork_AndEachHasEveryLine()
    {
        var first = ReadAllAsync("key", Token);
        var work = Assert.Single(_works);
        work.Lines.Writer.TryWrite(1);
        var second = ReadAllAsync("key", Token);
        work.Lines.Writer.TryWrite(2);
        work.Finish();

        Assert.Equal([1, 2, -1], await first);
        Assert.Equal([1, 2, -1], await second);
        Assert.Equal([1, 2, -1], await ReadAllAsync("key", Token));
        Assert.Single(_works);
    }

    [Fact]
    public async Task TheWork_StopsWhenTheLastReaderHasLeft_AndIsDoneAgainForTheNext()
    {
        using var leaving = new CancellationTokenSource();
        using var alsoLeaving = new CancellationTokenSource();
        var first = ReadAllAsync("key", leaving.Token);
        var second = ReadAllAsync("key", alsoLeaving.Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(_works[0].Stopped.IsCancellationRequested);
        await alsoLeaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(_works[0].Stopped.IsCancellationRequested);

        var third = ReadAllAsync("key", Token);
        _works[1].Finish();
        Assert.Equal([-1], await third);
    }

    [Fact]
    public async Task AReaderThatNeverComesToRead_DoesNotKeepTheWorkGoing()
    {
        using var leaving = new CancellationTokenSource();
        await _answers.ReadAsync("key", stopped =>
        {
            _works.Add(new Work(stopped));
            return Task.FromResult(_works[0].ReadAsync(CancellationToken.None));
        }, leaving.Token);

        await leaving.CancelAsync();

        Assert.True(_works[0].Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task WhatIsNotWhole_IsNotRemembered()
    {
        var first = ReadAllAsync("key", Token);
        _works[0].Lines.Writer.TryWrite(1);
        _works[0].Lines.Writer.Complete();

        Assert.Equal([1], await first);
        var second = ReadAllAsync("key", Token);
        _works[1].Finish();
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
    public async Task TheLeastRecentlyAsked_IsForgotten()
    {
        foreach (var key in new[] { "a", "b", "a", "c" })
            await _answers.GetAsync(key, _ => { _works.Add(new Work(default)); return Task.FromResult(-1); }, Token);

        await _answers.GetAsync("a", _ => throw new InvalidOperationException(), Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _answers.GetAsync("b", _ => throw new InvalidOperationException(), Token));
    }

    private async Task<List<int>> ReadAllAsync(string key, CancellationToken cancellationToken)
    {
        var lines = await _answers.ReadAsync(key, stopped =>
        {
            var work = new Work(stopped);
            _works.Add(work);
            return Task.FromResult(work.ReadAsync(CancellationToken.None));
        }, cancellationToken);
        var all = new List<int>();
        await foreach (var line in lines.WithCancellation(cancellationToken))
            all.Add(line);
        return all;
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
