using System.Diagnostics;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>A link may be as long as whoever writes a file likes; reading it takes no longer than its length asks for.</summary>
public sealed class LongLinkTests
{
    private const int Many = 200_000;

    [Fact]
    public void AList_IsReadWithoutComparingAllWithAll()
    {
        var comparisons = 0;

        Assert.True(LinkText.TryList(string.Join(',', Enumerable.Range(0, 2000)), (string text, out Counted item) => Counted.TryParse(text, () => comparisons++, out item), out var list));

        Assert.Equal(2000, list.Count);
        Assert.InRange(comparisons, 0, 20_000);
    }

    [Fact]
    public void AThingGivenTwice_IsNoList() => Assert.False(LinkText.TryList<int>("1,2,1", LinkText.TryNumber, out _));

    [Fact]
    public void MorePinsThanThereCanBe_AreNotReadToTheirEnd()
    {
        var pins = string.Join(',', Enumerable.Range(0, Many).Select(at => $"{at / 1000}-{at % 1000}"));
        var watch = Stopwatch.StartNew();

        var link = ExplorerUrl.Read($"?pins={pins}", ExplorerState.Defaults("atlas"));

        // All with all they are compared in half a minute.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Empty(link.View.Pins);
        Assert.Contains("a list of at most 12 different cells", Assert.Single(link.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AsManyPinsAsThereCanBe_AreRead()
    {
        var pins = string.Join(',', Enumerable.Range(0, ExplorerState.MostPins).Select(at => $"{at}-{at}"));

        var link = ExplorerUrl.Read($"?pins={pins}", ExplorerState.Defaults("atlas"));

        Assert.Empty(link.Problems);
        Assert.Equal(ExplorerState.MostPins, link.View.Pins.Count);
    }

    private sealed class Counted(int number, Action compared) : IEquatable<Counted>
    {
        public static bool TryParse(string text, Action compared, out Counted item)
        {
            var isNumber = LinkText.TryNumber(text, out var number);
            item = new Counted(number, compared);
            return isNumber;
        }

        public bool Equals(Counted? other)
        {
            compared();
            return other is not null && other._number == _number;
        }

        public override bool Equals(object? obj) => Equals(obj as Counted);

        public override int GetHashCode() => _number;

        private readonly int _number = number;
    }
}
