using System.Text.Json;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Api;

/// <summary>Reads the stages tab's requests of the HTTP API and the hub.</summary>
internal static class StageReader
{
    private static readonly string[] TraceFields = ["model", "prompt", "position", "decoder", "argument", "answer", "topK", "chat"];

    /// <exception cref="Services.RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static TraceRequest Trace(JsonElement body) => RequestReader.Read(() => Trace(new JsonFields(body, "", TraceFields)));

    /// <exception cref="Services.RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static TraceRequest Intervention(JsonElement body) => RequestReader.Read(() =>
    {
        var fields = new JsonFields(body, "", [.. TraceFields, "interventions"]);
        return Trace(fields) with
        {
            Interventions = [.. fields.Objects("interventions", "kind", "site", "layers", "positions", "from", "to", "vector", "vectorFrom", "factor").Select(Intervention)],
        };
    });

    /// <exception cref="Services.RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static DatasetRequest Dataset(JsonElement body) => RequestReader.Read(() =>
    {
        var fields = new JsonFields(body, "", "model", "relation", "rows", "decoder", "forms", "removals");
        var request = new DatasetRequest
        {
            Model = fields.Text("model"),
            Relation = fields.OptionalText("relation"),
            Rows = fields.OptionalObjects("rows", "question", "argument", "answer")
                ?.Select(row => new DatasetRow(row.Text("question"), row.Text("argument"), row.Text("answer"))).ToList(),
            Decoder = fields.OptionalName<LensKind>("decoder") ?? LensKind.LogitLens,
            Removals = fields.OptionalFlag("removals") ?? false,
        };
        return request with { Forms = fields.OptionalNames<QuestionForm>("forms") ?? request.Forms };
    });

    /// <exception cref="Services.RequestRefusedException">A field is missing, unknown or malformed.</exception>
    public static AblationRequest Ablation(JsonElement body) => RequestReader.Read(() =>
    {
        var fields = new JsonFields(body, "", "model", "relation", "rows");
        var request = new AblationRequest { Model = fields.Text("model"), Relation = fields.Text("relation") };
        return request with { Rows = fields.OptionalWhole("rows") ?? request.Rows };
    });

    private static TraceRequest Trace(JsonFields fields)
    {
        var request = new TraceRequest { Model = fields.Text("model"), Prompt = fields.Text("prompt") };
        return request with
        {
            Position = fields.OptionalWhole("position") ?? request.Position,
            Decoder = fields.OptionalName<LensKind>("decoder") ?? request.Decoder,
            Argument = fields.OptionalText("argument"),
            Answer = fields.OptionalText("answer"),
            TopK = fields.OptionalWhole("topK") ?? request.TopK,
            Chat = fields.OptionalFlag("chat") ?? false,
        };
    }

    private static InterventionRequest Intervention(JsonFields fields) => new()
    {
        Kind = fields.Name<InterventionKind>("kind"),
        Site = fields.OptionalName<PatchSite>("site"),
        Layers = fields.OptionalWholes("layers"),
        Positions = fields.OptionalWholes("positions"),
        From = fields.OptionalWhole("from"),
        To = fields.OptionalWhole("to"),
        Vector = fields.OptionalNumbers("vector"),
        VectorFrom = fields.OptionalObject("vectorFrom", "prompt", "position", "layer", "chat") is { } source ? Vector(source) : null,
        Factor = fields.OptionalNumber("factor"),
    };

    private static VectorSource Vector(JsonFields fields)
    {
        var source = new VectorSource { Prompt = fields.Text("prompt"), Layer = fields.Whole("layer") };
        return source with { Position = fields.OptionalWhole("position") ?? source.Position, Chat = fields.OptionalFlag("chat") ?? false };
    }
}
