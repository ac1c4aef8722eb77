using System.Diagnostics.CodeAnalysis;
using Patchscopes.Model.Checkpoints;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Process-wide settings of the tensor library; callers need not know which library it is.</summary>
public static class TorchSettings
{
    /// <summary>
    /// Models narrower than this run on one thread: their products are too small to gain from more, and where other
    /// programs want the processors too, threads that wait for each other cost them ten times as long (measured).
    /// </summary>
    private const int NarrowestShared = 512;

    private static int? _threads;

    /// <summary>Threads that one matrix product may use.</summary>
    public static int Threads => _threads ?? get_num_threads();

    /// <summary>Sets the most threads that matrix products may use; call once, before anything is computed.</summary>
    /// <exception cref="ModelLoadException">The native library does not load on this machine.</exception>
    public static void Start(int threads)
    {
        EnsureNative();
        _threads = threads;
        set_num_threads(threads);
    }

    /// <summary>Sets the calling thread's number of threads for a model of this width.</summary>
    internal static void FitTo(int width)
    {
        _threads ??= get_num_threads();
        var wanted = width < NarrowestShared ? 1 : _threads.Value;
        if (get_num_threads() != wanted)
            set_num_threads(wanted);
    }

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
