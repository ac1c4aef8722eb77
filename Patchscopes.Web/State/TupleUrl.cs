using System.Globalization;
using System.Text.Json;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.State.LinkText;

namespace Patchscopes.Web.State;

/// <summary>The fields of an explorer link that say the rest of the tuple: models, site, mapping, further positions, answers, texts.</summary>
internal static class TupleUrl
{
    private const string SourceModel = "sourceModel";
    private const string Site = "site";
    private const string Mapping = "mapping";
    private const string Factor = "factor";

    /// <summary>The field of the texts that an affine map is fitted to.</summary>
    public const string Texts = "texts";

    private const string FitAt = "fitAt";
    private const string AlsoPatched = "alsoPatched";

    /// <summary>The field of the texts whose probability each cell gives.</summary>
    public const string Answers = "answers";

    private const string NewTokens = "newTokens";
    private const string Writes = "writes";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Fields { get; } = [SourceModel, Site, Mapping, Factor, Texts, FitAt, AlsoPatched, Answers, NewTokens, Writes];

    /// <summary>The fields of a request that are not the usual ones.</summary>
    public static IEnumerable<(string Name, string Value)> Write(SweepRequest request)
    {
        if (request.SourceModel is { } model)
            yield return (SourceModel, model);
        if (request.Site is not PatchSite.Residual)
            yield return (Site, StageNames.Of(request.Site));
        if (request.Mapping.Kind is not MappingKind.Identity)
            yield return (Mapping, StageNames.Of(request.Mapping.Kind));
        if (request.Mapping.Kind is MappingKind.Scale)
            yield return (Factor, request.Mapping.Factor.ToString("R", CultureInfo.InvariantCulture));
        if (request.Mapping.FitAt is not FitPlaces.EveryToken)
            yield return (FitAt, StageNames.Of(request.Mapping.FitAt));
        if (request.Mapping.Texts is { } texts)
            yield return (Texts, texts);
        if (request.AlsoPatched is { Count: > 0 } also)
            yield return (AlsoPatched, string.Join(',', also.Select(Number)));
        if (request.Answers is { Count: > 0 } answers)
            yield return (Answers, JsonSerializer.Serialize(answers));
        if (request.NewTokens > 0)
            yield return (NewTokens, Number(request.NewTokens));
        if (request.Writes is not WrittenCells.All)
            yield return (Writes, StageNames.Of(request.Writes));
    }

    /// <summary>The request with what the link says of them; each that cannot be read is named and left as it is usual.</summary>
    public static SweepRequest Read(LinkReader reader, SweepRequest request)
    {
        var kind = Choice<MappingKind>(reader, Mapping) ?? MappingKind.Identity;
        var factor = reader.Parse<double>(Factor, TryFactor, "a number such as 0.5");
        var places = Choice<FitPlaces>(reader, FitAt);
        var texts = reader.ParseObject<string>(Texts, TryTexts, $"a list of texts of at most {MappingChecks.LongestTexts} characters");
        var (scales, fits) = (kind is MappingKind.Scale, kind is MappingKind.Affine);
        PassOver(reader, Factor, factor is not null && !scales, MappingKind.Scale);
        PassOver(reader, FitAt, places is not null && !fits, MappingKind.Affine);
        PassOver(reader, Texts, texts is not null && !fits, MappingKind.Affine);
        return request with
        {
            SourceModel = reader.Text(SourceModel) is { Length: > 0 } model && model != request.Model ? model : null,
            Site = Choice<PatchSite>(reader, Site) ?? PatchSite.Residual,
            Mapping = new MappingRequest(kind)
            {
                Factor = scales ? factor ?? 1 : 1,
                FitAt = fits ? places ?? FitPlaces.EveryToken : FitPlaces.EveryToken,
                Texts = fits ? texts : null,
            },
            AlsoPatched = reader.ParseObject<IReadOnlyList<int>>(AlsoPatched, TryPositions, "a list of different positions such as 3,4"),
            Answers = reader.ParseObject<IReadOnlyList<string>>(Answers, TryAnswers, $"a JSON list of 1 to {SweepRequest.MostAnswers} texts such as [\" Warsaw\"]"),
            NewTokens = reader.Parse<int>(NewTokens, TryNewTokens, $"a number from 0 to {SweepRequest.MostNewTokens}") ?? 0,
            Writes = Choice<WrittenCells>(reader, Writes) ?? WrittenCells.All,
        };
    }

    private static T? Choice<T>(LinkReader reader, string field)
        where T : struct, Enum => reader.Parse<T>(field, (text, out value) => StageNames.TryFind(text, out value), StageNames.Choice<T>());

    private static void PassOver(LinkReader reader, string field, bool isUnused, MappingKind user)
    {
        if (isUnused)
            reader.PassOver(field, $"only the mapping “{StageNames.Of(user)}” uses");
    }

    private static bool TryFactor(string text, out double factor) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out factor) && double.IsFinite(factor);

    private static bool TryTexts(string text, out string texts) => (texts = text).Length is > 0 and <= MappingChecks.LongestTexts;

    private static bool TryNewTokens(string text, out int count) => TryNumber(text, out count) && count is >= 0 and <= SweepRequest.MostNewTokens;

    private static bool TryPositions(string text, out IReadOnlyList<int> positions) => TryList<int>(text, TryNumber, out positions);

    private static bool TryAnswers(string text, out IReadOnlyList<string> answers)
    {
        answers = [];
        try
        {
            answers = JsonSerializer.Deserialize<string[]>(text) ?? [];
            return answers.Count is > 0 and <= SweepRequest.MostAnswers && answers.All(answer => answer is { Length: > 0 });
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
