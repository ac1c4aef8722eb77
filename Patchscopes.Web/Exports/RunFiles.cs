using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>A saved run as files of other kinds.</summary>
internal static class RunFiles
{
    /// <summary>Its map, or its lanes, as a drawing.</summary>
    public static string Svg(SavedRun run, ThemeColors colors)
    {
        if (run.Place is SavedPlace.Stages)
            return TraceSvg.Of(run, SavedTraces.Open(run), colors);
        var map = SavedMap.Open(run);
        return MapSvg.Of(map.Values, map.Look, map.View.Cell, colors);
    }

    /// <summary>Its numbers as a table.</summary>
    public static string Csv(SavedRun run) => run.Place is SavedPlace.Stages ? TraceCsv.Of(SavedTraces.Open(run)) : MapCsv.Of(SavedMap.Open(run).Map);
}
