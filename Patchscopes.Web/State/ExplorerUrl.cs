using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>The one mapper between a view of the explorer and its query string.</summary>
public static class ExplorerUrl
{
    /// <summary>The longest query that is written into the address bar; servers and browsers refuse much longer ones.</summary>
    public const int LargestQuery = 12_000;

    private const string Model = "model";
    private const string Source = "source";
    private const string SourceToken = "sourceToken";
    private const string Target = "target";
    private const string TargetToken = "targetToken";
    private const string ReadAt = "readout";
    private const string TopK = "topK";
    private const string SourceLayers = "sourceLayers";
    private const string TargetLayers = "targetLayers";
    private const string Cell = "cell";

    private static readonly string[] Fields =
        [Model, Source, SourceToken, Target, TargetToken, ReadAt, TopK, SourceLayers, TargetLayers, Cell];

    /// <summary>The query string of a view, with its question mark.</summary>
    public static string Write(ExplorerView view)
    {
        var request = view.Request;
        var fields = new List<(string Name, string Value)>
        {
            (Model, request.Model),
            (Source, request.Source.Prompt),
            (SourceToken, Number(request.Source.Position)),
            (Target, request.Target.Prompt),
            (TargetToken, Number(request.Target.Position)),
        };
        if (request.Readout != Readout.Last)
            fields.Add((ReadAt, request.Readout.IsPatched ? Readout.PatchedName : Number(request.Readout.Position ?? -1)));
        if (request.TopK != SweepRequest.DefaultTopK)
            fields.Add((TopK, Number(request.TopK)));
        if (request.SourceLayers is { } rows)
            fields.Add((SourceLayers, string.Join(',', rows)));
        if (request.TargetLayers is { } columns)
            fields.Add((TargetLayers, string.Join(',', columns)));
        if (view.Cell is { } cell)
            fields.Add((Cell, cell.ToString()));
        return "?" + string.Join('&', fields.Select(field => $"{field.Name}={Escape(field.Value)}"));
    }

    /// <summary>Reads a query string; what it lacks or says wrongly comes from <paramref name="defaults"/>.</summary>
    public static ExplorerLink Read(string query, SweepRequest defaults)
    {
        var values = QueryHelpers.ParseQuery(query);
        var reader = new FieldReader(values);
        reader.CheckNames(Fields);
        var request = new SweepRequest
        {
            Model = reader.Text(Model) ?? defaults.Model,
            Source = Prompt(reader, Source, SourceToken, defaults.Source),
            Target = Prompt(reader, Target, TargetToken, defaults.Target),
            Readout = reader.Parse<Readout>(ReadAt, TryReadout, $"“{Readout.LastName}”, “{Readout.PatchedName}” or a position such as 3 or -1") ?? Readout.Last,
            TopK = reader.Parse<int>(TopK, TryTopK, $"a number from 1 to {SweepRequest.LargestTopK}") ?? SweepRequest.DefaultTopK,
            SourceLayers = reader.List(SourceLayers),
            TargetLayers = reader.List(TargetLayers),
        };
        var cell = reader.Parse<CellAddress>(Cell, CellAddress.TryParse, "a source and a target layer such as 0-11");
        return new ExplorerLink(new ExplorerView(request, cell), !Fields.Any(values.ContainsKey), reader.Problems);
    }

    private static PromptPosition Prompt(FieldReader reader, string prompt, string position, PromptPosition defaults)
    {
        var text = reader.Text(prompt);
        var token = reader.Parse<int>(position, TryNumber, "a token's position such as 3, or -1 for the last one");
        return new PromptPosition(text ?? defaults.Prompt, token ?? (text is null ? defaults.Position : -1));
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool TryTopK(string text, out int topK) =>
        TryNumber(text, out topK) && topK is >= 1 and <= SweepRequest.LargestTopK;

    private static bool TryReadout(string text, out Readout readout)
    {
        var isPosition = TryNumber(text, out var position);
        readout = text == Readout.PatchedName ? Readout.Patched : isPosition ? Readout.At(position) : Readout.Last;
        return isPosition || text is Readout.LastName or Readout.PatchedName;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private delegate bool TryParse<T>(string text, out T value);

    private sealed class FieldReader(Dictionary<string, StringValues> values)
    {
        private const int MostNames = 3;

        private readonly List<FieldProblem> _problems = [];

        public IReadOnlyList<FieldProblem> Problems => _problems;

        /// <summary>Says which fields would else be passed over.</summary>
        public void CheckNames(IReadOnlyList<string> known)
        {
            foreach (var (field, _) in values.Where(given => given.Value.Count > 1 && known.Contains(given.Key, StringComparer.OrdinalIgnoreCase)))
                _problems.Add(new FieldProblem(field, $"The link says {field} more than once; the last one is used."));
            var unknown = values.Keys.Where(field => !known.Contains(field, StringComparer.OrdinalIgnoreCase)).ToList();
            if (unknown.Count > 0)
            {
                var names = string.Join(", ", unknown.Take(MostNames).Select(field => $"“{Cut(field)}”")) + (unknown.Count > MostNames ? " and others" : "");
                _problems.Add(new FieldProblem(unknown[0], $"The link says {names}, which the explorer does not know. The rest of the link was kept."));
            }
        }

        public string? Text(string field) => values.TryGetValue(field, out var found) ? found[^1] ?? "" : null;

        public T? Parse<T>(string field, TryParse<T> parse, string wanted)
            where T : struct
        {
            if (Text(field) is not { } text)
                return null;
            if (parse(text, out var value))
                return value;
            _problems.Add(new FieldProblem(field, $"The link's {field} is “{Cut(text)}”, which is not {wanted}. The rest of the link was kept."));
            return null;
        }

        public IReadOnlyList<Layer>? List(string field)
        {
            return Parse<LayerList>(field, TryList, "a list of different layers such as 0,1,2 or emb")?.Layers;

            static bool TryList(string text, out LayerList list)
            {
                var layers = new List<Layer>();
                list = new LayerList(layers);
                foreach (var part in text.Split(','))
                {
                    if (!Layer.TryParse(part, out var layer) || layers.Contains(layer))
                        return false;
                    layers.Add(layer);
                }
                return true;
            }
        }

        private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";

        private readonly record struct LayerList(IReadOnlyList<Layer> Layers);
    }
}
