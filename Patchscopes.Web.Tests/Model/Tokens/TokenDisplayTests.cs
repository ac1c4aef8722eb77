using CsCheck;
using Patchscopes.Model.Tokens;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens;

public sealed class TokenDisplayTests
{
    [Theory]
    [InlineData("", "∅")]
    [InlineData(" Paris", "␣Paris")]
    [InlineData("\n\n", "⏎⏎")]
    [InlineData("\ta\r", "⇥a↵")]
    [InlineData("\0", "‹U+0000›")]
    [InlineData("\u00A0", "‹U+00A0›")]
    [InlineData("\u202Ex", "‹U+202E›x")]
    [InlineData("\uFEFF", "‹U+FEFF›")]
    [InlineData("é漢😀", "é漢😀")]
    [InlineData("👩\u200D🚀", "👩\u200D🚀")]
    [InlineData("<img onerror=x>", "<img␣onerror=x>")]
    public void Of_AText_MakesEverythingVisible(string text, string shown) => Assert.Equal(shown, TokenDisplay.Of(text));

    [Fact]
    public void Of_BytesThatAreNoWholeCharacter_NamesEach()
    {
        Assert.Equal("‹0xE2›", TokenDisplay.Of([0xE2]));
        Assert.Equal("a‹0xF0›‹0x9F›", TokenDisplay.Of([(byte)'a', 0xF0, 0x9F]));
        Assert.Equal("‹0x80›b", TokenDisplay.Of([0x80, (byte)'b']));
    }

    [Fact]
    public void Of_AnyBytes_IsNeverEmptyAndHoldsNoControlOrPlainSpace() =>
        Gen.Byte.Array[0, 8].Sample(bytes =>
        {
            var shown = TokenDisplay.Of(bytes);
            Assert.NotEmpty(shown);
            Assert.DoesNotContain(shown, letter => char.IsControl(letter) || letter == ' ');
        }, threads: 1);
}
