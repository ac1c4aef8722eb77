using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Checkpoints;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Process-wide settings of the tensor library; callers need not know which library it is.</summary>
public static class TorchSettings
{
    /// <summary>Threads that one matrix product may use.</summary>
    public static int Threads => get_num_threads();

    /// <summary>Sets the threads of matrix products; call once, before anything is computed.</summary>
    /// <exception cref="ModelLoadException">The native library does not load on this machine.</exception>
    public static void Start(int threads)
    {
        EnsureNative();
        set_num_threads(threads);
    }

    /// <summary>Where models run: the GPU where the CUDA build finds one, else the CPU.</summary>
    internal static Device Device => cuda.is_available() ? CUDA : CPU;

    /// <summary>float32 on a CPU, where 16-bit products are slow; the checkpoint's 16-bit type is for GPUs.</summary>
    internal static ScalarType DataType => cuda.is_available() ? ScalarType.Float16 : ScalarType.Float32;

    [SuppressMessage("Design", "CA1031", Justification = "The loader wraps a missing native library in many types.")]
    internal static void EnsureNative()
    {
        try
        {
            using var probe = zeros(1);
        }
        catch (Exception error)
        {
            throw new ModelLoadException(
                "The native tensor library (libtorch) does not load here. Patchscopes needs a 64-bit Linux with glibc 2.34 or newer, Windows, or macOS on ARM.", error);
        }
    }
}
