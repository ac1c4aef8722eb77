using Patchscopes.Web.Services.Joined;
using Xunit;

namespace Patchscopes.Web.Tests.Classroom;

public sealed class SharedStreamTests
{
    [Fact]
    public void WhoEntersWhileTheLastOneLeaves_IsNotCancelled()
    {
        const int Rounds = 50_000;
        var streams = Enumerable.Range(0, Rounds).Select(_ => new SharedStream<int>()).ToList();
        streams.ForEach(stream => stream.TryEnter());
        var hasEntered = new bool[Rounds];
        var (leaving, entering) = (-1, -1);

        // Each waits for the other, so that they meet in every round.
        var leaver = new Thread(() => Each(ref leaving, ref entering, round => streams[round].Leave()));
        leaver.Start();
        Each(ref entering, ref leaving, round => hasEntered[round] = streams[round].TryEnter());
        leaver.Join();

        Assert.All(streams.Zip(hasEntered), round => Assert.Equal(!round.Second, round.First.Stopped.IsCancellationRequested));

        static void Each(ref int own, ref int other, Action<int> act)
        {
            for (var round = 0; round < Rounds; round++)
            {
                Volatile.Write(ref own, round);
                while (Volatile.Read(ref other) < round)
                    Thread.SpinWait(1);
                act(round);
            }
        }
    }

    [Fact]
    public void AStreamThatAllHaveLeft_IsEnteredByNobody()
    {
        var stream = new SharedStream<int>();
        Assert.True(stream.TryEnter());
        stream.Leave();

        Assert.False(stream.TryEnter());
        Assert.True(stream.Stopped.IsCancellationRequested);
    }
}
