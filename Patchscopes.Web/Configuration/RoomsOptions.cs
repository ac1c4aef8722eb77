using System.ComponentModel.DataAnnotations;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Rooms" of appsettings.json: rooms in which a class follows its teacher.</summary>
internal sealed class RoomsOptions
{
    public const string Section = "Rooms";

    /// <summary>Hours after which a room that nobody uses is gone.</summary>
    [Range(1, 24 * 366, ErrorMessage = "Rooms:Hours is for how long a room that nobody uses stays: give 1 to 8784.")]
    public int Hours { get; init; } = 24 * 7;

    /// <summary>The most rooms that may be open.</summary>
    [Range(1, 100_000, ErrorMessage = "Rooms:Most is how many rooms may be open: give 1 to 100000.")]
    public int Most { get; init; } = 500;

    /// <summary>The same as a time.</summary>
    public TimeSpan Lifetime => TimeSpan.FromHours(Hours);
}
