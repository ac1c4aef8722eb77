using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>The card as a file: whether it holds, each bound, and all figures.</summary>
internal sealed record CardFile(bool Holds, IReadOnlyList<string> Failing, IReadOnlyList<CardBound> Bounds, AtlasCard Card)
{
    public static void Write(string path, AtlasCard card)
    {
        var bounds = CardBounds.Of(card);
        var failing = bounds.Where(bound => !bound.Holds).Select(bound => bound.Name).ToList();
        File.WriteAllText(path, JsonSerializer.Serialize(new CardFile(failing.Count == 0, failing, bounds, card), CardJson.Default.CardFile) + "\n");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CardFile))]
internal sealed partial class CardJson : JsonSerializerContext;
