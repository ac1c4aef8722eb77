using Patchscopes.Web.Services;

namespace Patchscopes.Web.Exports;

/// <summary>The end of what is written out of a run: a file that anybody may have made can repeat one long text in ten thousand places.</summary>
internal static class LargestText
{
    /// <summary>Characters of a page or a table: a map of 30,000 cells in both themes takes fewer.</summary>
    public const int Characters = 32 << 20;

    /// <summary>Refuses what has become longer.</summary>
    /// <exception cref="RequestRefusedException">It is longer.</exception>
    public static void Check(int characters)
    {
        if (characters > Characters)
            throw new RequestRefusedException(RefusalReason.TooLarge, null, "This run is too large for a page or a table: its texts stand in too many places. Export it as JSON, or ask for fewer tokens or layers.");
    }
}
