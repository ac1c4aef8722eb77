using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Sizes that are told before anything is read are those of what is read then.</summary>
public sealed class ModelSizeTests
{
    public static TheoryData<string> Formats =>
        [.. Directory.GetDirectories(GoldenFiles.At("formats")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Of_EveryFormat_IsThatOfTheLoadedWeights(string format)
    {
        var folder = GoldenFiles.At("formats", format);
        var size = ModelSize.Of(folder, ModelPlacement.Of("cpu", "auto"));

        using var model = LoadedModel.LoadWithoutTokenizer(format, folder);
        var numbers = model.Decoder.Weights.Tensors().Sum(tensor => tensor.numel());
        Assert.Equal(4 * size.Numbers, size.MemoryBytes);
        // Files may hold buffers, and a tied head a second time.
        Assert.InRange(size.Numbers, numbers, numbers * 1.1);
        var files = Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file).StartsWith("model", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("pytorch_model", StringComparison.Ordinal));
        Assert.Equal(files.Sum(file => new FileInfo(file).Length), size.DiskBytes);
    }
}
