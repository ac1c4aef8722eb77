using System.Text;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

public sealed class NpyFileTests
{
    private const string PublishedVariable = "PATCHSCOPES_OVECTORS";

    private static readonly string? Published = Environment.GetEnvironmentVariable(PublishedVariable) ?? FindAbove("shared", "data", "merullo", "ovectors");

    private static readonly float[] Vector = [1.5f, -2, 0.25f];

    [Theory]
    [InlineData("<f2", "(3,)", 2)]
    [InlineData("<f4", "(3,)", 4)]
    [InlineData("<f8", "(1, 3)", 8)]
    [InlineData("<f4", "(1, 3)", 4)]
    public void ReadVector_OfEachType_GivesItsNumbers(string type, string shape, int size) =>
        Assert.Equal(Vector, NpyFile.ReadVector(Bytes(type, shape, size)));

    [Theory]
    [InlineData("<i8", "(3,)", 8, "numbers of type <i8")]
    [InlineData(">f4", "(3,)", 4, "numbers of type >f4")]
    [InlineData("<f4", "(3, 1)", 4, "shape (3, 1)")]
    [InlineData("<f4", "(2, 3)", 4, "shape (2, 3)")]
    [InlineData("<f4", "()", 4, "shape ()")]
    [InlineData("<f4", "(4,)", 4, "should hold 4 numbers of 4 bytes, but 12 bytes")]
    public void ReadVector_OfSomethingElse_SaysWhatIsWanted(string type, string shape, int size, string words) =>
        Assert.Contains(words, Refusal(Bytes(type, shape, size)), StringComparison.Ordinal);

    [Fact]
    public void ReadVector_OfDamagedFiles_SaysSo()
    {
        var whole = Bytes("<f4", "(3,)", 4);
        Assert.Contains("no .npy file", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("no .npy file", Refusal([.. "hello, world"u8]), StringComparison.Ordinal);
        Assert.Contains("cut off", Refusal(whole[..30]), StringComparison.Ordinal);
        Assert.Contains("11 bytes follow", Refusal(whole[..^1]), StringComparison.Ordinal);
        whole[6] = 9;
        Assert.Contains("Version 9", Refusal(whole), StringComparison.Ordinal);
        Assert.Contains("not finite", Refusal(Bytes("<f4", "(3,)", 4, [1, float.NaN, 2])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("city_capital_o13_gptj.npy", 4096)]
    [InlineData("city_capital_o19_gpt2-medium.npy", 1024)]
    [InlineData("regular_past_o18_gpt2-medium.npy", 1024)]
    [InlineData("regular_past_o19_gptj.npy", 4096)]
    [InlineData("uppercase_o19_gpt2-medium.npy", 1024)]
    [InlineData("uppercase_o25_gptj.npy", 4096)]
    public void ReadVector_OfThePapersPublishedFiles_GivesAWriteAsLongAsTheirModelIsWide(string file, int width)
    {
        var path = Path.Combine(Published ?? "", file);
        Assert.SkipUnless(File.Exists(path), $"{file} is not there: name the folder with the o-vectors of jmerullo/lm_vector_arithmetic in {PublishedVariable}.");
        var vector = NpyFile.ReadVector(File.ReadAllBytes(path));
        Assert.Equal(width, vector.Length);
        Assert.All(vector, number => Assert.True(float.IsFinite(number)));
        Assert.True(vector.Sum(number => (double)number * number) > 1, "The vector is next to nothing.");
    }

    private static string? FindAbove(params string[] folder)
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            if (Path.Combine([above.FullName, .. folder]) is var found && Directory.Exists(found))
                return found;
        }
        return null;
    }

    private static string Refusal(byte[] file) => Assert.Throws<FormatException>(() => NpyFile.ReadVector(file)).Message;

    private static byte[] Bytes(string type, string shape, int size, float[]? numbers = null)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        var data = (numbers ?? Vector).SelectMany(number => size switch
        {
            2 => BitConverter.GetBytes((Half)number),
            4 => BitConverter.GetBytes(number),
            _ => BitConverter.GetBytes((double)number),
        });
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
