using Microsoft.AspNetCore.WebUtilities;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State.Views;
using static Patchscopes.Web.State.LinkText;

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
    private const string SourceChat = "sourceChat";
    private const string TargetChat = "targetChat";
    private const string Pins = "pins";
    private const string With = "with";

    private static readonly string[] Fields =
        [Model, Source, SourceToken, Target, TargetToken, ReadAt, TopK, SourceLayers, TargetLayers, Cell, SourceChat, TargetChat,
            .. TupleUrl.Fields, .. LookUrl.Fields, Pins, With];

    /// <summary>The query string of a view, with its question mark.</summary>
    public static string Write(ExplorerView view) => Query(Values(view));

    /// <summary>What of a view is longest in its link, in words, and what makes it shorter.</summary>
    public static (string Part, string Remedy) Longest(ExplorerView view) => Values(view).MaxBy(field => Query([field]).Length).Name switch
    {
        TupleUrl.Texts => ("This list of texts is", "Shorten the list"),
        TupleUrl.Answers => ("These answers are", "Give shorter ones"),
        With => ("The map kept for comparison is", "Clear the comparison"),
        _ => ("These prompts are", "Shorten a prompt"),
    };

    private static List<(string Name, string Value)> Values(ExplorerView view)
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
        if (request.Source.Chat)
            fields.Add((SourceChat, Yes));
        if (request.Target.Chat)
            fields.Add((TargetChat, Yes));
        if (request.Readout != Readout.Last)
            fields.Add((ReadAt, request.Readout.IsPatched ? Readout.PatchedName : Number(request.Readout.Position ?? -1)));
        if (request.TopK != SweepRequest.DefaultTopK)
            fields.Add((TopK, Number(request.TopK)));
        if (request.SourceLayers is { } rows)
            fields.Add((SourceLayers, string.Join(',', rows)));
        if (request.TargetLayers is { } columns)
            fields.Add((TargetLayers, string.Join(',', columns)));
        fields.AddRange(TupleUrl.Write(request));
        if (view.Cell is { } cell)
            fields.Add((Cell, cell.ToString()));
        fields.AddRange(LookUrl.Write(view.Look, request));
        if (view.Pins.Count > 0)
            fields.Add((Pins, string.Join(',', view.Pins)));
        if (view.With is { } with)
            fields.Add((With, PackedQuery.Pack(Write(new ExplorerView(with, null)))));
        return fields;
    }

    /// <summary>Reads a query string; what it lacks or says wrongly comes from <paramref name="defaults"/>.</summary>
    public static ExplorerLink Read(string query, SweepRequest defaults)
    {
        var values = QueryHelpers.ParseQuery(query);
        var reader = new LinkReader(values);
        reader.CheckNames(Fields, "the explorer");
        var request = TupleUrl.Read(reader, new SweepRequest
        {
            Model = reader.Text(Model) ?? defaults.Model,
            Source = Prompt(reader, Source, SourceToken, SourceChat, defaults.Source),
            Target = Prompt(reader, Target, TargetToken, TargetChat, defaults.Target),
            Readout = reader.Parse<Readout>(ReadAt, TryReadout, $"“{Readout.LastName}”, “{Readout.PatchedName}” or a position such as 3 or -1") ?? Readout.Last,
            TopK = reader.Parse<int>(TopK, TryTopK, $"a number from 1 to {SweepRequest.LargestTopK}") ?? SweepRequest.DefaultTopK,
            SourceLayers = Layers(reader, SourceLayers),
            TargetLayers = Layers(reader, TargetLayers),
        });
        var cell = reader.Parse<CellAddress>(Cell, CellAddress.TryParse, "a source and a target layer such as 0-11");
        var look = LookUrl.Read(reader, request);
        var pins = reader.ParseObject<IReadOnlyList<CellAddress>>(Pins, TryPins, $"a list of at most {ExplorerState.MostPins} different cells such as 0-11,3-4") ?? [];
        var with = reader.ParseObject<SweepRequest>(With, (text, out request) => TryWith(text, defaults, out request), "a map that Compare has kept");
        return new ExplorerLink(new ExplorerView(request, cell) { Look = look, Pins = pins, With = with }, !Fields.Any(values.ContainsKey), reader.Problems);
    }

    private static PromptPosition Prompt(LinkReader reader, string prompt, string position, string chat, PromptPosition defaults)
    {
        var text = reader.Text(prompt);
        var token = reader.Parse<int>(position, TryNumber, "a token's position such as 3, or -1 for the last one");
        return new PromptPosition(text ?? defaults.Prompt, token ?? (text is null ? defaults.Position : -1)) { Chat = reader.IsYes(chat) };
    }

    private static IReadOnlyList<Layer>? Layers(LinkReader reader, string field) =>
        reader.ParseObject<IReadOnlyList<Layer>>(field, TryLayers, "a list of different layers such as 0,1,2 or emb");

    private static bool TryPins(string text, out IReadOnlyList<CellAddress> pins)
    {
        var found = new List<CellAddress>();
        pins = found;
        foreach (var part in text.Split(','))
        {
            // However long the list is: no more of it is read than can be pinned.
            if (found.Count == ExplorerState.MostPins || !CellAddress.TryParse(part, out var cell) || found.Contains(cell))
                return false;
            found.Add(cell);
        }
        return true;
    }

    /// <summary>The map compared with is packed as a query of its own, which names all that it asks for.</summary>
    private static bool TryWith(string text, SweepRequest defaults, out SweepRequest request)
    {
        request = defaults;
        if (!PackedQuery.TryUnpack(text, LargestQuery, out var query) || QueryHelpers.ParseQuery(query).ContainsKey(With))
            return false;
        var link = Read(query, defaults);
        request = link.View.Request;
        return link is { IsBlank: false, Problems: [] };
    }

    private static bool TryTopK(string text, out int topK) =>
        TryNumber(text, out topK) && topK is >= 1 and <= SweepRequest.LargestTopK;

    private static bool TryReadout(string text, out Readout readout)
    {
        var isPosition = TryNumber(text, out var position);
        readout = text == Readout.PatchedName ? Readout.Patched : isPosition ? Readout.At(position) : Readout.Last;
        return isPosition || text is Readout.LastName or Readout.PatchedName;
    }

    private static bool TryLayers(string text, out IReadOnlyList<Layer> layers) => TryList(text, Layer.TryParse, out layers);
}
