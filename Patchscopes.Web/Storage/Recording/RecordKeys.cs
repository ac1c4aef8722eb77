using System.Text.Json;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Storage.Recording;

/// <summary>Requests as texts that are the same for the same request.</summary>
internal static class RecordKeys
{
    public static string Of(SweepRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.SweepRequest);

    public static string Of(CellRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.CellRequest);

    public static string Of(LensRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.LensRequest);

    public static string Of(TraceRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.TraceRequest);

    public static string Of(string model, string text, bool chat) => $"{(chat ? "chat" : "text")}\0{model}\0{text}";
}
