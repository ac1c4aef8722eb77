using System.Text.Json;

namespace Patchscopes.Web.Tests.Api;

/// <summary>The example that the stages tab shows first, and reading its lines.</summary>
internal static class StageQuestions
{
    public const string Poland = "Q: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Poland?\nA:";
    public const string Twin = "The capital of Somalia is Mogadishu.\nThe capital of Poland is Warsaw.\n" + Poland;

    public static async Task<IReadOnlyList<JsonElement>> StageLinesAsync(this ApiHost host, string endpoint, object request)
    {
        using var stream = await SweepLines.OpenAsync(host.Client, request, endpoint);
        return [.. (await stream.RestAsync()).Select(line => line.Parsed())];
    }

    public static JsonElement Of(this IEnumerable<JsonElement> lines, string kind) => lines.Single(line => line.Text("kind") == kind);

    public static string? Text(this JsonElement line, string name) => line.GetProperty(name).GetString();

    public static IEnumerable<string> Names(this JsonElement line) => line.EnumerateObject().Select(field => field.Name);

    public static int Whole(this JsonElement line, string name) => line.GetProperty(name).GetInt32();

    /// <summary>The text of what a state says first.</summary>
    public static string? Top(this JsonElement says) => says.GetProperty("top")[0].Text("text");
}
