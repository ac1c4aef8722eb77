using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Storage.Recording;

/// <summary>Requests as short texts that are the same for the same request.</summary>
internal static class RecordKeys
{
    public static string Of(SweepRequest request) => HashOf(request, ApiJson.Default.SweepRequest);

    public static string Of(CellRequest request) => Of(Of(request.Sweep), request.SourceLayer, request.TargetLayer, request.TopK, request.NewTokens, request.Controls);

    /// <summary>The same of a cell whose map's key is known: prompts may be long, and a map has many cells.</summary>
    public static string Of(string sweep, Layer source, Layer target, int topK, int newTokens, bool controls) =>
        FormattableString.Invariant($"{sweep}|{source}|{target}|{topK}|{newTokens}|{controls}");

    public static string Of(LensRequest request) => HashOf(request, ApiJson.Default.LensRequest);

    public static string Of(TraceRequest request) => HashOf(request, ApiJson.Default.TraceRequest);

    public static string Of(string model, string text, bool chat) => $"{(chat ? "chat" : "text")}\0{model}\0{text}";

    private static string HashOf<T>(T request, JsonTypeInfo<T> type) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, type)));
}
