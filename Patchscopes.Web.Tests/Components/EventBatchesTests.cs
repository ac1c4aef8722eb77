using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class EventBatchesTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(70);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task BatchByTime_WhatComesWithinTheInterval_ComesTogether()
    {
        var channel = Channel.CreateUnbounded<int>();
        await using var batches = channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken)
            .BatchByTime(Interval, _time, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        channel.Writer.TryWrite(1);
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal([1], batches.Current);

        var second = batches.MoveNextAsync().AsTask();
        channel.Writer.TryWrite(2);
        channel.Writer.TryWrite(3);
        Assert.False(second.IsCompleted);
        while (!second.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        Assert.Equal([2, 3], batches.Current);
    }

    [Fact]
    public async Task BatchByTime_TheEnd_IsNotWaitedFor()
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        channel.Writer.Complete();

        var batches = await channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken)
            .BatchByTime(Interval, _time, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1], Assert.Single(batches));
    }

    [Fact]
    public async Task BatchByTime_AFault_ReachesTheReader()
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.Complete(new InvalidOperationException("broken"));

        var fault = await Assert.ThrowsAnyAsync<Exception>(async () => await channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken)
            .BatchByTime(Interval, _time, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));

        Assert.Contains("broken", fault.ToString(), StringComparison.Ordinal);
    }
}
