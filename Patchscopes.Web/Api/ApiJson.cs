using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Downloads;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Api;

/// <summary>The JSON of the HTTP API and the hub.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.Strict,
    Converters =
    [
        typeof(LayerJsonConverter), typeof(ReadoutJsonConverter), typeof(StageNameConverter<LensKind>), typeof(StageNameConverter<StageLabel>),
        typeof(StageNameConverter<StageAttribution>), typeof(StageNameConverter<CrossingStrength>), typeof(StageNameConverter<PatchSite>),
        typeof(StageNameConverter<InterventionKind>), typeof(StageNameConverter<QuestionForm>), typeof(StageNameConverter<ModelState>),
        typeof(StageNameConverter<MappingKind>), typeof(StageNameConverter<FitPlaces>), typeof(StageNameConverter<WrittenCells>), typeof(StageNameConverter<ControlKind>), typeof(StageNameConverter<SavedPlace>),
        typeof(StageNameConverter<DownloadState>),
    ])]
[JsonSerializable(typeof(SweepEvent))]
[JsonSerializable(typeof(SweepRequest))]
[JsonSerializable(typeof(CellRequest))]
[JsonSerializable(typeof(CellDetail))]
[JsonSerializable(typeof(LensRequest))]
[JsonSerializable(typeof(LensTable))]
[JsonSerializable(typeof(StageEvent))]
[JsonSerializable(typeof(DatasetEvent))]
[JsonSerializable(typeof(DatasetRequest))]
[JsonSerializable(typeof(AblationEvent))]
[JsonSerializable(typeof(AblationRequest))]
[JsonSerializable(typeof(RelationsAnswer))]
[JsonSerializable(typeof(TraceBody))]
[JsonSerializable(typeof(TraceRequest))]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(DownloadRequest))]
[JsonSerializable(typeof(DownloadAnswer))]
[JsonSerializable(typeof(DownloadsAnswer))]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(TokenizeAnswer))]
[JsonSerializable(typeof(RoomLine))]
[JsonSerializable(typeof(KeptAnswer))]
[JsonSerializable(typeof(RunWordsBody))]
[JsonSerializable(typeof(SavedRun))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Makes other JSON of the server write and describe these types the same way.</summary>
    public static void AddTo(JsonSerializerOptions options)
    {
        // The web's default also takes numbers in quotation marks, and the description of the API would say so.
        options.NumberHandling = JsonNumberHandling.Strict;
        options.TypeInfoResolverChain.Insert(0, Default);
        foreach (var converter in Default.Options.Converters)
            options.Converters.Add(converter);
    }
}
