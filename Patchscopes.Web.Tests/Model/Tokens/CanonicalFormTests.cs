using System.Security.Cryptography;
using System.Text;
using Patchscopes.Model.Tokens.Normalizing;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens;

/// <summary>The hashes are of what Python's unicodedata (Unicode 14.0.0) gives for the same texts, each followed by a line feed.</summary>
public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("e\u0301 vs \u00E9", "\u00E9 vs \u00E9", "e\u0301 vs e\u0301")]
    [InlineData("한국어", "한국어", "\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165")]
    [InlineData("\u1112\u1161\u11AB", "한", "\u1112\u1161\u11AB")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b", "a\u05AE\u0300\u0300\u0315b")]
    [InlineData("\uFB01 \u2167 \u00BD", "\uFB01 \u2167 \u00BD", "\uFB01 \u2167 \u00BD")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("plain", "plain", "plain")]
    [InlineData("", "", "")]
    public void Forms_OfAText_AreUnicodes(string text, string composed, string decomposed)
    {
        Assert.Equal(composed, CanonicalForm.Compose(text));
        Assert.Equal(decomposed, CanonicalForm.Decompose(text));
    }

    [Fact]
    public void Forms_OfEveryCharacter_AreUnicodes()
    {
        Assert.Equal("9cc65524a9d8082bf10840c616cd199bd2ac12ee49a3381bd6fb7957711f342b", Hash(0x110000, character => character, CanonicalForm.Compose));
        Assert.Equal("b505598a484ab04ad1f0d3e9d772f4a536b012c63ec82132e4a7fba25a8d94f2", Hash(0x110000, character => character, CanonicalForm.Decompose));
    }

    [Fact]
    public void Forms_OfEveryCharacterBetweenMarks_AreUnicodes()
    {
        Assert.Equal("0b472435f6275d3c1e11772dc3680bdd6f9e68afc0166b1487cf901bb4b620b4", Hash(0x30000, Between, CanonicalForm.Compose));
        Assert.Equal("88802509d0b066a5db2c877bfde4103ec2399ff6a29052f2ab3a938127dbd599", Hash(0x30000, Between, CanonicalForm.Decompose));
    }

    private static string Between(string character) => $"a{character}\u0301\u0323{character}";

    private static string Hash(int end, Func<string, string> text, Func<string, string> form)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var value = 0; value < end; value++)
        {
            if (Rune.IsValid(value))
                hash.AppendData(Encoding.UTF8.GetBytes(form(text(new Rune(value).ToString())) + "\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
