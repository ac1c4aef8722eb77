using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;
using Patchscopes.Web.Tests.Api;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

/// <summary>What every store does, whatever its database.</summary>
public abstract class RunStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task AKeptRun_IsOpenedWithTheSameNumbers()
    {
        var store = await StoreAsync();
        var run = SavedRuns.Map("Poland");

        var kept = await store.KeepAsync(run, 30, isImported: false, Token);
        var opened = await store.OpenAsync(kept.Id, Token);

        Assert.Equal(SavedJson.Write(run), SavedJson.Write(opened.Run));
        Assert.Equal(Time.GetUtcNow(), opened.Kept);
        Assert.Equal(Time.GetUtcNow().AddDays(30), opened.Expires);
        Assert.Equal("‹0xE2›", opened.Run.Sweeps[0].Cells[0].Detail.Top[0].Display);
        Assert.False(opened.IsImported);
    }

    [Fact]
    public async Task AnExpiredRun_IsGone_AndItsPlaceIsFreed()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map(), 1, isImported: false, Token);

        Time.Advance(TimeSpan.FromDays(1));

        await RefusedAsync(RefusalReason.NotKept, () => store.OpenAsync(kept.Id, Token));
        await store.KeepAsync(SavedRuns.Map(), 1, isImported: false, Token);
        await using var rows = await ContextAsync();
        Assert.Equal(1, await rows.Runs.CountAsync(Token));
    }

    [Fact]
    public async Task ExpiredRuns_AreDeletedAtTheStart_AndEachHour_WithoutAnybodyKeepingOthers()
    {
        var store = (RunStore)await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map("long"), 30, isImported: false, Token);
        await store.KeepAsync(SavedRuns.Map("short"), 1, isImported: false, Token);
        await store.KeepAsync(SavedRuns.Map("middle"), 2, isImported: false, Token);
        var rooms = new Rooms(Contexts, Options.Create(new RoomsOptions { Hours = 24 }), new CurrentVisitor(), Time, NullLogger<Rooms>.Instance);
        (await rooms.OpenAsync(new RoomView("", "?source=a", "atlas", "a"), Token)).Teacher.Dispose();
        Time.Advance(TimeSpan.FromDays(1));

        using var expiry = new StoreExpiry(store, rooms, Time, NullLogger<StoreExpiry>.Instance);
        await expiry.StartAsync(Token);
        await LeftAsync(2).Soon();
        await NoRoomAsync().Soon();
        Time.Advance(TimeSpan.FromDays(1));
        await LeftAsync(1).Soon();
        await expiry.StopAsync(Token);

        Assert.Equal("long", (await store.OpenAsync(kept.Id, Token)).Run.Words.Title);

        async Task NoRoomAsync()
        {
            await using var rows = await ContextAsync();
            while (await rows.Rooms.AnyAsync(Token))
                await Task.Delay(10, Token);
        }

        async Task LeftAsync(int count)
        {
            await using var rows = await ContextAsync();
            while (await rows.Runs.CountAsync(Token) != count)
                await Task.Delay(10, Token);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("abcdefghij")]
    [InlineData("../../etc/passwd")]
    [InlineData("<b>markup</b>")]
    public async Task AnUnknownId_IsRefused(string id) =>
        Assert.Contains("no run at this address", await RefusedAsync(RefusalReason.NotKept, async () => await (await StoreAsync()).OpenAsync(id, Token)), StringComparison.Ordinal);

    [Fact]
    public async Task OnlyTheOwner_ChangesAndDeletes()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map(), null, isImported: true, Token);

        await RefusedAsync(RefusalReason.NotOwner, () => store.ChangeAsync(kept.Id, "guessed", new RunWords("mine", "", ""), Token));
        await RefusedAsync(RefusalReason.NotOwner, () => store.DeleteAsync(kept.Id, "", Token));
        await store.ChangeAsync(kept.Id, kept.OwnerKey, new RunWords(" <i>New</i>\u0007 ", "Bob", "one\r\ntwo"), Token);

        var opened = await store.OpenAsync(kept.Id, Token);
        Assert.Equal(new RunWords("<i>New</i>", "Bob", "one\ntwo"), opened.Run.Words);
        Assert.True(opened.IsImported);
        await store.DeleteAsync(kept.Id, kept.OwnerKey, Token);
        await RefusedAsync(RefusalReason.NotKept, () => store.OpenAsync(kept.Id, Token));
        await RefusedAsync(RefusalReason.NotKept, () => store.DeleteAsync(kept.Id, kept.OwnerKey, Token));
    }

    [Fact]
    public async Task LongNotes_AreKeptWhole_AndLongerOnesRefused()
    {
        var store = await StoreAsync();
        var notes = new string('ü', RunWords.LongestNotes);

        var kept = await store.KeepAsync(SavedRuns.Map() with { Words = new RunWords("", "", notes) }, null, isImported: false, Token);

        Assert.Equal(notes, (await store.OpenAsync(kept.Id, Token)).Run.Words.Notes);
        Assert.Contains("notes has 10001 characters", await RefusedAsync(RefusalReason.Invalid, () => store.ChangeAsync(kept.Id, kept.OwnerKey, new RunWords("", "", notes + "x"), Token)), StringComparison.Ordinal);
        Assert.Equal(notes, (await store.OpenAsync(kept.Id, Token)).Run.Words.Notes);
    }

    [Fact]
    public async Task ARunOfANewerProgram_IsRefused()
    {
        var store = await StoreAsync();
        var kept = await store.KeepAsync(SavedRuns.Map() with { Schema = SavedRun.NewestSchema + 1 }, null, isImported: false, Token);

        Assert.Contains("newer Patchscopes", await RefusedAsync(RefusalReason.Invalid, () => store.OpenAsync(kept.Id, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SizesAndDays_AreLimited_AndNothingIsHalfStored()
    {
        var store = await StoreAsync(new StorageOptions { LargestRunMiB = 1, LargestStoreMiB = 1, MostDays = 10 });
        var large = SavedRuns.Map() with { Origin = new string('x', 1 << 20) };

        Assert.Contains("MiB", await RefusedAsync(RefusalReason.TooLarge, () => store.KeepAsync(large, null, isImported: false, Token)), StringComparison.Ordinal);
        Assert.Contains("at most 10", await RefusedAsync(RefusalReason.Invalid, () => store.KeepAsync(SavedRuns.Map(), 11, isImported: false, Token)), StringComparison.Ordinal);
        await RefusedAsync(RefusalReason.Invalid, () => store.KeepAsync(SavedRuns.Map(), 0, isImported: false, Token));
        await using var rows = await ContextAsync();
        Assert.Equal(0, await rows.Runs.CountAsync(Token));
        Assert.Equal(Time.GetUtcNow().AddDays(10), (await store.KeepAsync(SavedRuns.Map(), null, isImported: false, Token)).Expires);
    }

    [Fact]
    public async Task AFullStore_RefusesMore_UntilRunsAreDeleted()
    {
        var store = await StoreAsync(new StorageOptions { LargestRunMiB = 2, LargestStoreMiB = 1 });
        // Base64 of random bytes, which Brotli cannot make much shorter: three of these are more than the store may hold.
        var bulky = SavedRuns.Map() with { Origin = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(400_000)) };
        var first = await store.KeepAsync(bulky, null, isImported: false, Token);
        await store.KeepAsync(bulky, null, isImported: false, Token);

        Assert.Contains("no room", await RefusedAsync(RefusalReason.StoreUnavailable, () => store.KeepAsync(bulky, null, isImported: false, Token)), StringComparison.Ordinal);
        await store.DeleteAsync(first.Id, first.OwnerKey, Token);
        await store.KeepAsync(bulky, null, isImported: false, Token);
    }

    [Fact]
    public async Task OneAddress_KeepsSoMuchAnHour_AndOthersAsMuch()
    {
        await using (await ContextAsync())
        {
            // The contexts are there now.
        }
        var visitor = new CurrentVisitor();
        var store = On(Contexts, limits: new LimitsOptions { KeptMiBPerHour = 2 }, visitor: visitor);
        var bulky = SavedRuns.Map() with { Origin = new string('x', 1_000_000) };
        visitor.Address = VisitorAddress.Of(System.Net.IPAddress.Parse("10.0.0.1"));
        await store.KeepAsync(bulky, null, isImported: false, Token);
        await store.KeepAsync(bulky, null, isImported: false, Token);

        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => store.KeepAsync(bulky, null, isImported: false, Token));
        visitor.Address = VisitorAddress.Of(System.Net.IPAddress.Parse("10.0.0.2"));
        await store.KeepAsync(bulky, null, isImported: false, Token);
        visitor.Address = VisitorAddress.Of(System.Net.IPAddress.Parse("10.0.0.1"));
        Time.Advance(refused.RetryAfter!.Value + TimeSpan.FromSeconds(1));
        await store.KeepAsync(bulky, null, isImported: false, Token);

        Assert.Equal(RefusalReason.OverLimit, refused.Reason);
        Assert.Contains("2 MiB an hour", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedRun_IsARefusal_AndTheOthersAreOpened()
    {
        var store = await StoreAsync();
        var whole = await store.KeepAsync(SavedRuns.Map(), null, isImported: false, Token);
        await using (var rows = await ContextAsync())
        {
            rows.Runs.Add(new StoredRun
            {
                Id = "abcdefghij",
                OwnerKeyHash = StoreKeys.HashOf("key"),
                Kept = Time.GetUtcNow(),
                Schema = 1,
                IsImported = false,
                Title = "damaged",
                Author = "",
                Notes = "",
                Content = [1, 2, 3],
                Bytes = 3,
            });
            await rows.SaveChangesAsync(Token);
        }

        Assert.Contains("cannot be read", await RefusedAsync(RefusalReason.StoreUnavailable, () => store.OpenAsync("abcdefghij", Token)), StringComparison.Ordinal);
        await store.OpenAsync(whole.Id, Token);
    }

    [Fact]
    public async Task AFaultOfTheStore_EndsNoExpiry()
    {
        var store = (RunStore)await StoreAsync();
        await store.KeepAsync(SavedRuns.Map(), 1, isImported: false, Token);
        Time.Advance(TimeSpan.FromDays(1));
        var broken = new BrokenOnce(Contexts);
        var rooms = new Rooms(Contexts, Options.Create(new RoomsOptions()), new CurrentVisitor(), Time, NullLogger<Rooms>.Instance);

        using var expiry = new StoreExpiry(On(broken), rooms, Time, NullLogger<StoreExpiry>.Instance);
        await expiry.StartAsync(Token);
        await broken.Asked.Soon();
        await using var rows = await ContextAsync();
        Assert.Equal(1, await rows.Runs.CountAsync(Token));
        Time.Advance(TimeSpan.FromHours(1));

        while (await rows.Runs.AnyAsync(Token))
            await Task.Delay(10, Token);
        Assert.False(expiry.ExecuteTask!.IsCompleted);
        await expiry.StopAsync(Token);
    }

    [Fact]
    public async Task RunsKeptAtOnce_AreAllThere()
    {
        var store = await StoreAsync();

        var kept = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => Task.Run(() => store.KeepAsync(SavedRuns.Map($"run {at}"), null, isImported: false, Token), Token)));

        foreach (var (run, at) in kept.Select((run, at) => (run, at)))
            Assert.Equal($"run {at}", (await store.OpenAsync(run.Id, Token)).Run.Words.Title);
    }

    [Fact]
    public async Task AShippedRun_IsOpened_AndCannotBeTaken()
    {
        var store = await StoreAsync();

        Assert.True((await store.OpenAsync("gpt2-ceo", Token)).IsShipped);
        await RefusedAsync(RefusalReason.NotOwner, () => store.DeleteAsync("gpt2-ceo", "", Token));
    }

    /// <summary>A store whose first question ends in a fault that nobody foresaw.</summary>
    private sealed class BrokenOnce(IDbContextFactory<StoreContext> contexts) : IDbContextFactory<StoreContext>
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public StoreContext CreateDbContext() => _asked.TrySetResult() ? throw new NotSupportedException("Broken once.") : contexts.CreateDbContext();
    }

    /// <summary>An empty database, brought up to date.</summary>
    private protected abstract Task<StoreContext> ContextAsync();

    private protected abstract IDbContextFactory<StoreContext> Contexts { get; }

    private protected static async Task<string> RefusedAsync(RefusalReason reason, Func<Task> ask)
    {
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(ask);
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }

    private protected async Task<IRunStore> StoreAsync(StorageOptions? options = null)
    {
        await using (await ContextAsync())
            return On(Contexts, options);
    }

    private protected RunStore On(IDbContextFactory<StoreContext> contexts, StorageOptions? options = null, LimitsOptions? limits = null, CurrentVisitor? visitor = null) => new(
        contexts,
        Options.Create(options ?? new StorageOptions()),
        new KeepLimit(Options.Create(limits ?? new LimitsOptions()), visitor ?? new CurrentVisitor(), Time),
        Time,
        NullLogger<RunStore>.Instance);
}
