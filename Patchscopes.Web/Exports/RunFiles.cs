using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports;

/// <summary>A saved run as files of other kinds.</summary>
internal static class RunFiles
{
    /// <summary>Its map under its prompts, or its lanes, as a drawing.</summary>
    public static string Svg(SavedRun run, ThemeColors colors) =>
        run.Place is SavedPlace.Stages ? TraceSvg.Of(SavedTraces.Named(run), colors) : MapPicture.Of(SavedMap.Open(run), colors);

    /// <summary>Its numbers as a table.</summary>
    public static string Csv(SavedRun run)
    {
        using var text = new BoundedText();
        WriteCsv(run, text);
        return text.ToString();
    }

    /// <summary>Writes its numbers as a table.</summary>
    public static void WriteCsv(SavedRun run, TextWriter text)
    {
        if (run.Place is SavedPlace.Stages)
            TraceCsv.Write(SavedTraces.Named(run), text);
        else
            MapCsv.Write(SavedMap.Open(run).Map, text);
    }
}
