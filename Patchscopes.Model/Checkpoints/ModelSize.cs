using Patchscopes.Model.Running;

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
        var (numbers, stored) = CheckpointTensors.Measure(folder);
        var type = ElementType.ByName.Values.First(type => type.Weights == (TorchSettings.DataType ?? stored));
        return new ModelSize(CheckpointTensors.FilesOf(folder).Sum(path => new FileInfo(path).Length), numbers, numbers * type.Size);
    }
}
