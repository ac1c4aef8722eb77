using System.ComponentModel.DataAnnotations;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Storage" of appsettings.json, and the option <c>DataDir</c>: where kept runs and rooms lie, and how much of them.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>How the data folder is called on the command line (<c>--DataDir</c>) and in the settings.</summary>
    public const string DataDirKey = "DataDir";

    private const int BytesPerMiB = 1 << 20;

    /// <summary>One site of a Content-Security-Policy: a name without a scheme must have a dot, or a slip of the pen would be one.</summary>
    private const string FrameSource = @"(\*|'self'|https?:|((https?://)?((\*\.)?([a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+|localhost)|https?://([a-zA-Z0-9-]+|\[[0-9a-fA-F:.]+\]))(:(\d+|\*))?(/[^\s;,']*)?)";

    /// <summary>The folder of the SQLite file, made where it is missing; relative to the working directory.</summary>
    public string DataDir { get; set; } = "data";

    /// <summary>A connection string of PostgreSQL, which is then used instead of SQLite; null: SQLite.</summary>
    public string? Postgres { get; init; }

    /// <summary>The largest run that is kept, in MiB of its JSON.</summary>
    [Range(1, 256, ErrorMessage = "Storage:LargestRunMiB is the size of the largest run that is kept: give 1 to 256.")]
    public int LargestRunMiB { get; init; } = 16;

    /// <summary>How much all kept runs may take together, in MiB as they are stored.</summary>
    [Range(1, 1 << 20, ErrorMessage = "Storage:LargestStoreMiB is how much all kept runs may take together: give 1 to 1048576.")]
    public int LargestStoreMiB { get; init; } = 2048;

    /// <summary>The most days for which a run is kept; 0: visitors may keep runs for ever.</summary>
    [Range(0, 36500, ErrorMessage = "Storage:MostDays is the most days for which a run is kept: give 0 (no end) to 36500.")]
    public int MostDays { get; init; } = 365;

    /// <summary>The sites that may show kept runs in a frame, as a Content-Security-Policy names them: "*" (every one), "'none'", or addresses with spaces between.</summary>
    [RegularExpression($"^('none'|{FrameSource}( +{FrameSource})*)$", ErrorMessage = "Storage:FrameAncestors names the sites that may embed kept runs: give *, 'none', or addresses such as https://course.example with spaces between.")]
    public string FrameAncestors { get; init; } = "*";

    /// <summary>The same in bytes.</summary>
    public int LargestRun => LargestRunMiB * BytesPerMiB;

    /// <summary>The largest file that is read as a run, in bytes: one that was indented may take some four times the run's own JSON.</summary>
    public int LargestFile => LargestRun * 4;

    /// <summary>The same in bytes.</summary>
    public long LargestStore => (long)LargestStoreMiB * BytesPerMiB;
}
