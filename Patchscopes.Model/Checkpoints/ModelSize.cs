using Patchscopes.Model.Running;
using TorchSharp;

namespace Patchscopes.Model.Checkpoints;

/// <summary>How large the weights of a model folder are, from the headers of its files.</summary>
/// <param name="DiskBytes">Bytes of the weight files.</param>
/// <param name="Numbers">How many numbers the weights are.</param>
/// <param name="MemoryBytes">Bytes that they take once loaded, in the type that this machine computes in.</param>
public sealed record ModelSize(long DiskBytes, long Numbers, long MemoryBytes)
{
    /// <summary>Measures a folder; reads no weights.</summary>
    /// <exception cref="ModelLoadException">The folder holds no weights, or their headers are damaged.</exception>
    public static ModelSize Of(string folder)
    {
        var (bytes, numbers) = (0L, 0L);
        foreach (var path in CheckpointTensors.FilesOf(folder).Where(path => !path.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var file = SafetensorsFile.Open(path);
            bytes += new FileInfo(path).Length;
            numbers += file.Entries.Values.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size));
        }
        return new ModelSize(bytes, numbers, numbers * torch.empty(0, dtype: TorchSettings.DataType).element_size());
    }
}
