using System.Diagnostics;
using System.Globalization;
using Patchscopes.Model.Checkpoints;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Fuzzing;

/// <summary>
/// Feeds damaged files to a reader and holds it to its promises: it gives back or refuses, in bounded time and memory. The
/// environment variable PATCHSCOPES_FUZZ sets the number of files and PATCHSCOPES_FUZZ_SEED the first seed.
/// </summary>
internal static class Fuzz
{
    private const int PlainCount = 500;
    private const long MemoryPerByte = 16;
    private const long MemoryBesides = 64L << 20;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <summary>Damaged files in one test.</summary>
    public static int Count { get; } = Setting("PATCHSCOPES_FUZZ", PlainCount);

    private static int FirstSeed { get; } = Setting("PATCHSCOPES_FUZZ_SEED", 0);

    /// <summary>
    /// Reads <see cref="Count"/> damaged copies of a file. <paramref name="prepare"/> puts a copy where the reader finds it;
    /// <paramref name="load"/> is what is measured, and may throw <see cref="ModelLoadException"/> alone;
    /// <paramref name="check"/> judges what was loaded from the copy and asserts. <paramref name="read"/> is what the reader
    /// reads in bytes beyond those of the damaged file. Gives back how many copies were loaded.
    /// </summary>
    public static int Run<T>(byte[] original, long read, Action<byte[]> prepare, Func<T> load, Action<byte[], T> check)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"Damaged files of the seeds {FirstSeed} to {FirstSeed + Count - 1}.");
        var loaded = 0;
        for (var seed = FirstSeed; seed < FirstSeed + Count; seed++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var mutated = Mutations.Of(original, seed);
            prepare(mutated);
            var outcome = Measured(load, seed);
            Assert.True(outcome.Allocated <= (MemoryPerByte * (mutated.Length + read)) + MemoryBesides, $"Seed {seed}: {outcome.Allocated} bytes were allocated for a file of {mutated.Length}.");
            Assert.True(outcome.Refusal is null or ModelLoadException, $"Seed {seed}: {outcome.Refusal}");
            if (outcome.Refusal is not null)
            {
                Assert.NotEmpty(outcome.Refusal.Message);
                continue;
            }
            loaded++;
            var failure = Record.Exception(() => check(mutated, outcome.Value!));
            Assert.True(failure is null, $"Seed {seed}, kept in {(failure is null ? "" : Keep(mutated))}: {failure}");
            (outcome.Value as IDisposable)?.Dispose();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{loaded} of {Count} were loaded.");
        return loaded;
    }

    /// <summary>On a thread of its own, so that a hang fails the test instead of stopping it.</summary>
    private static (T? Value, Exception? Refusal, long Allocated) Measured<T>(Func<T> load, int seed)
    {
        var (value, refusal, allocated, watch) = (default(T), default(Exception), 0L, new Stopwatch());
        var thread = new Thread(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            watch.Start();
            refusal = Record.Exception(() => value = load());
            watch.Stop();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        })
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(2 * TimeLimit), $"Seed {seed}: still reading after {2 * TimeLimit}.");
        Assert.True(watch.Elapsed <= TimeLimit, $"Seed {seed}: reading took {watch.Elapsed}.");
        return (value, refusal, allocated);
    }

    /// <summary>Keeps a damaged file for whoever looks into the failure.</summary>
    private static string Keep(byte[] mutated)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, mutated);
        return path;
    }

    private static int Setting(string variable, int plain) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : plain;
}
