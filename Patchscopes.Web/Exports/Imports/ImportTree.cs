using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>What holds of every value in a file, whatever it says: no gap in a list, no number beyond all sense, no text without an end.</summary>
internal static class ImportTree
{
    private const int LongestSentence = 500;
    private const int LongestName = 200;

    /// <summary>Tokens, messages and whatever else is not named below.</summary>
    private const int LongestOther = 2000;

    /// <summary>A token as pages show it, which they do in many places.</summary>
    private const int LongestDisplay = 256;

    private const int LongestShown = 40;

    private static readonly FrozenDictionary<string, int> Longest = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["title"] = RunWords.LongestTitle,
        ["author"] = RunWords.LongestAuthor,
        ["notes"] = RunWords.LongestNotes,
        ["software"] = LongestName,
        ["origin"] = LongestSentence,
        ["layers"] = LongestSentence,
        ["states"] = LongestSentence,
        ["positions"] = LongestSentence,
        ["patch"] = LongestSentence,
        ["probabilities"] = LongestSentence,
        ["view"] = SavedRun.LongestView,
        ["name"] = LongestName,
        ["model"] = LongestName,
        ["sourceModel"] = LongestName,
        ["dataType"] = LongestName,
        ["hash"] = LongestName,
        ["prompt"] = PatchscopeService.LongestText,
        ["texts"] = MappingChecks.LongestTexts,
        ["display"] = LongestDisplay,
        ["argument"] = StageChecks.LongestWord,
        ["answer"] = StageChecks.LongestWord,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Checks a file whose fields are all known.</summary>
    /// <exception cref="FormatException">One of its values is none that a run has; the message names it.</exception>
    public static void Check(JsonElement root)
    {
        if (FaultIn(root, "") is var (path, message))
            throw new FormatException(path.TrimStart('.') + message);
    }

    /// <summary>The path of the first bad value, and what is said of it; null without one. Paths are only made where there is one.</summary>
    private static (string Path, string Message)? FaultIn(JsonElement value, string field)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (FaultIn(property.Value, property.Name) is var (path, message))
                        return ($".{property.Name}{path}", message);
                }
                return null;
            case JsonValueKind.Array:
                foreach (var (at, item) in value.EnumerateArray().Index())
                {
                    if (item.ValueKind is JsonValueKind.Null)
                        return ($"[{at}]", " is null: a list of a saved run has no gaps. Leave it out.");
                    if (FaultIn(item, "") is var (path, message))
                        return ($"[{at}]{path}", message);
                }
                return null;
            case JsonValueKind.Number:
                return Math.Abs(value.GetDouble()) <= float.MaxValue ? null : ("", $" is {Cut(value.GetRawText())}: a number of a saved run is far smaller. Export the run again.");
            case JsonValueKind.String:
                var most = Longest.GetValueOrDefault(field, LongestOther);
                // A character takes at least one byte, so that hardly any text need be read for its length.
                return JsonMarshal.GetRawUtf8Value(value).Length <= most || value.GetString() is not { } text || text.Length <= most
                    ? null
                    : ("", FormattableString.Invariant($" has {text.Length} characters: give at most {most}."));
            default:
                return null;
        }
    }

    private static string Cut(string number) => number.Length <= LongestShown ? number : number[..LongestShown] + "…";
}
