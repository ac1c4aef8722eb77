using Patchscopes.Model.Running;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Models" of appsettings.json.</summary>
internal sealed class ModelsOptions
{
    public const string Section = "Models";

    private const double BytesPerGiB = 1L << 30;
    private const double DefaultShare = 0.75;

    /// <summary>
    /// A folder whose Hugging Face model folders are listed beside the embedded model; relative to the working directory
    /// (<c>dotnet run</c> sets it to the repository root). Null, empty or not there: no further models.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>
    /// How much memory the weights of all loaded models may take together, in GiB; null: three quarters of what the
    /// machine (or its container) has. Where models run on a GPU, give what that has to spare.
    /// </summary>
    public double? MemoryGiB { get; init; }

    /// <summary>Where models run: "auto" (a GPU if there is one), "cpu", "cuda" or "cuda:1".</summary>
    public string Device { get; init; } = ModelPlacement.Automatic;

    /// <summary>What they compute in: "auto" (float32 on processors, the checkpoint's own type on a GPU), "float32", "float16" or "bfloat16".</summary>
    public string DataType { get; init; } = ModelPlacement.Automatic;

    /// <summary>Whether visitors may fetch models, and from where.</summary>
    public DownloadOptions Download { get; init; } = new();

    /// <summary>The budget in bytes.</summary>
    public long MemoryBytes => (long)(MemoryGiB is { } gib ? gib * BytesPerGiB : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);
}
