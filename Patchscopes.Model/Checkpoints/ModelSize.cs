using Patchscopes.Model.Running;

namespace Patchscopes.Model.Checkpoints;

/// <summary>How large the weights of a model folder are, from the headers of its files.</summary>
/// <param name="DiskBytes">Bytes of the weight files and of their index.</param>
/// <param name="Numbers">How many numbers the weights are.</param>
/// <param name="MemoryBytes">Bytes that they take once loaded, in the type that they are computed in.</param>
public sealed record ModelSize(long DiskBytes, long Numbers, long MemoryBytes)
{
    /// <summary>Measures a folder; reads no weights.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="placement">Where it would run; null: as the machine suggests.</param>
    /// <exception cref="ModelLoadException">The folder holds no weights, their headers are damaged, or the device is not there.</exception>
    public static ModelSize Of(string folder, ModelPlacement? placement = null)
    {
        var (numbers, stored) = CheckpointTensors.Measure(folder);
        var weights = (placement ?? ModelPlacement.Default).Resolve().Type ?? stored;
        var type = ElementType.ByName.Values.First(type => type.Weights == weights);
        return new ModelSize(CheckpointTensors.FilesOf(folder).Sum(path => new FileInfo(path).Length), numbers, numbers * type.Size);
    }
}
