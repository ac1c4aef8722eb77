using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Prompts as messages to an instruct model.</summary>
public sealed class ChatTests : IDisposable
{
    private const string Template = "{% for message in messages %}<{{ message['role'] }}>{{ message['content'] }}{% endfor %}<a>";

    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tokenize_OfAMessage_HasTheTemplatesMarkers()
    {
        await using var host = Start(Template);

        Assert.Equal("<user>the a<a>", string.Concat(await TokensAsync(host, true)));
        Assert.Equal("the a", string.Concat(await TokensAsync(host, false)));
    }

    [Fact]
    public async Task SweepAndTrace_OfAMessage_RunItsTokens_AndCountThem()
    {
        await using var host = Start(Template);
        var tokens = await TokensAsync(host, true);

        using var stream = await SweepLines.OpenAsync(host.Client, new
        {
            model = "tiny",
            source = new { prompt = "the a", position = tokens.Count - 1, chat = true },
            target = new { prompt = "the a", position = 0 },
        });
        var start = (await stream.RestAsync())[0].Parsed();
        Assert.Equal(tokens, Texts(start.GetProperty("sourceTokens")));
        Assert.Equal("the a", string.Concat(Texts(start.GetProperty("targetTokens"))));

        var trace = await host.StageLinesAsync("traces", new { model = "tiny", prompt = "the a", chat = true });
        Assert.Equal(tokens, Texts(trace[0].GetProperty("tokens")));
        Assert.Equal(tokens.Count - 1, trace[0].Whole("position"));

        var taken = new { kind = "replace", site = "mlp", layers = new[] { 0 }, vectorFrom = new { prompt = "the a", position = tokens.Count - 1, layer = 0, chat = true } };
        var changed = await host.StageLinesAsync("interventions", new { model = "tiny", prompt = "the a", interventions = new[] { taken } });
        Assert.Equal("done", changed[^1].Text("kind"));
    }

    [Theory]
    [InlineData(null, "The model has no chat template.")]
    [InlineData("{{ messages | shuffle }}", "shuffle")]
    public async Task Message_ThatNoTemplateCanWrite_IsRefusedByName(string? template, string words)
    {
        await using var host = Start(template);
        var message = new { prompt = "the a", position = 0, chat = true };
        var plain = new { prompt = "the a", position = 0 };

        await RefusedAsync("sweeps", new { model = "tiny", source = message, target = plain }, "source.chat");
        await RefusedAsync("sweeps", new { model = "tiny", source = plain, target = message }, "target.chat");
        await RefusedAsync("traces", new { model = "tiny", prompt = "the a", chat = true }, "chat");
        await RefusedAsync("tokenize", new { model = "tiny", text = "the a", chat = true }, "chat");

        async Task RefusedAsync(string endpoint, object body, string field)
        {
            using var refused = await host.Client.PostAsJsonAsync($"/api/v1/{endpoint}", body, TestContext.Current.CancellationToken);
            var problem = await refused.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Contains(words, problem.Text("detail"), StringComparison.Ordinal);
            Assert.StartsWith(field, problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    private ApiHost Start(string? template)
    {
        if (template is not null)
            File.WriteAllText(_folder.At("tokenizer_config.json"), JsonSerializer.Serialize(new { tokenizer_class = "GPT2Tokenizer", chat_template = template }));
        return ApiHost.StartEngine(_folder.Root);
    }

    private static async Task<IReadOnlyList<string?>> TokensAsync(ApiHost host, bool chat)
    {
        using var response = await host.Client.PostAsJsonAsync("/api/v1/tokenize", new { model = "tiny", text = "the a", chat }, TestContext.Current.CancellationToken);
        return Texts((await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("tokens"));
    }

    private static IReadOnlyList<string?> Texts(JsonElement tokens) => [.. tokens.EnumerateArray().Select(token => token.GetProperty("text").GetString())];
}
