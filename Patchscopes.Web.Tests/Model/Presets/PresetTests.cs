using Patchscopes.Model.Presets;
using Patchscopes.Model.Tokens;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Presets;

public sealed class PresetTests
{
    [Fact]
    public void All_HaveTheirOwnKeyAndSomethingToSay()
    {
        Assert.Equal(PresetCatalog.All.Count, PresetCatalog.All.Select(preset => preset.Key).Distinct().Count());
        Assert.All(PresetCatalog.All, preset =>
        {
            Assert.NotEmpty(preset.Opens);
            Assert.All(preset.Opens, text => Assert.Contains(text, preset.Expects));
            Assert.Contains(preset.Source.Token ?? "", preset.Source.Prompt, StringComparison.Ordinal);
            Assert.Contains(preset.Target.Token ?? "", preset.Target.Prompt, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(" b", 4)]
    [InlineData("a", 0)]
    [InlineData(" bc", 5)]
    [InlineData("zz", 5)]
    public void PositionIn_FindsTheTokenThatWasMeant(string? token, int position)
    {
        var tokens = new[] { "a", " b", "c", " d", " b", "c" }.Select((text, at) => new Token(at, text, text)).ToList();

        Assert.Equal(position, new PresetPrompt("a bc d bc", token).PositionIn(tokens));
    }
}
