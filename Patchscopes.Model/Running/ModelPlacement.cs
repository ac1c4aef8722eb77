using System.Globalization;
using Patchscopes.Model.Checkpoints;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Where a model runs and in which type it computes.</summary>
public sealed record ModelPlacement
{
    /// <summary>The machine's choice, of device or of type.</summary>
    public const string Automatic = "auto";

    private const string Processor = "cpu";
    private const string Gpu = "cuda";

    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["float32"] = ScalarType.Float32,
        ["float16"] = ScalarType.Float16,
        ["bfloat16"] = ScalarType.BFloat16,
    };

    private readonly string _device;
    private readonly string _type;

    private ModelPlacement(string device, string type) => (_device, _type) = (device, type);

    /// <summary>On the GPU in the type that the checkpoint is stored in, where the CUDA build finds one; else on the processors in float32.</summary>
    public static ModelPlacement Default { get; } = new(Automatic, Automatic);

    /// <summary>A placement by its names.</summary>
    /// <param name="device">"auto", "cpu", "cuda" or "cuda:1".</param>
    /// <param name="dataType">"auto", "float32", "float16" or "bfloat16".</param>
    /// <exception cref="FormatException">There is no such device or type, or they do not go together.</exception>
    public static ModelPlacement Of(string device, string dataType)
    {
        if (device is not (Automatic or Processor or Gpu) && IndexOf(device) is null)
            throw new FormatException($"Device is \"{device}\", which is none: give \"{Automatic}\", \"{Processor}\", \"{Gpu}\" or \"{Gpu}:1\".");
        if (dataType is not Automatic && !Types.ContainsKey(dataType))
            throw new FormatException($"DataType is \"{dataType}\", in which no model computes: give \"{Automatic}\", {string.Join(", ", Types.Keys.Select(name => $"\"{name}\""))}.");
        if (device == Processor && IsNarrow(dataType))
            throw new FormatException($"DataType is \"{dataType}\", which is for GPUs: processors multiply 16-bit numbers slowly and less exactly. Give \"{Automatic}\" or \"float32\".");
        return new ModelPlacement(device, dataType);
    }

    /// <summary>The device, and the type that weights are in there; null: the one that the checkpoint is stored in.</summary>
    /// <exception cref="ModelLoadException">The device is not there, or cannot compute in that type.</exception>
    internal (Device Device, ScalarType? Type) Resolve()
    {
        var found = Find();
        if (found.type is not TorchSharp.DeviceType.CPU)
            return (found, _type == Automatic ? null : Types[_type]);
        return IsNarrow(_type)
            ? throw new ModelLoadException($"the server is set to compute in \"{_type}\", which is for GPUs, but finds none.")
            : (found, ScalarType.Float32);
    }

    private Device Find()
    {
        if (_device is Processor || (_device is Automatic && !cuda.is_available()))
            return CPU;
        if (!cuda.is_available())
            throw new ModelLoadException($"the server is set to run models on \"{_device}\", but no GPU is found; the build for GPUs is made with -p:TorchBackend=cuda.");
        var index = IndexOf(_device) ?? 0;
        return index < cuda.device_count()
            ? device(TorchSharp.DeviceType.CUDA, index)
            : throw new ModelLoadException($"the server is set to run models on \"{_device}\", but there are only {cuda.device_count()} GPUs.");
    }

    private static int? IndexOf(string device) => device.StartsWith(Gpu + ":", StringComparison.Ordinal)
        && int.TryParse(device.AsSpan(Gpu.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static bool IsNarrow(string type) => type is not (Automatic or "float32");
}
