using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class ModelsAndTokensTests
{
    [Fact]
    public async Task Models_AreListed_WithoutWaitingForALoad()
    {
        var source = new TestModelSource();
        source.MayLoad.Reset();
        await using var host = ApiHost.Start(source);

        var answer = await host.Client.GetStringAsync(new Uri("/api/v1/models", UriKind.Relative), TestContext.Current.CancellationToken).Soon();

        Assert.Equal(["atlas", "other"], JsonElement.Parse(answer).GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Tokenize_GivesExactTextAndVisibleForm()
    {
        await using var host = ApiHost.Start();

        var answer = await TokenizeAsync(host, "a  b");

        Assert.Equal("""[{"id":100,"text":"a","display":"a"},{"id":101,"text":" ","display":"␣"},{"id":102,"text":" b","display":"␣b"}]""",
            JsonSerializer.Serialize(answer, JsonSerializerOptions.Web).Replace("\\u2423", "␣", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tokenize_EmptyText_HasNoTokens()
    {
        await using var host = ApiHost.Start();

        Assert.Equal(0, (await TokenizeAsync(host, "")).GetArrayLength());
    }

    [Fact]
    public async Task Tokenize_TextBeyondTheContext_ShowsAllItsTokens()
    {
        await using var host = ApiHost.Start();

        Assert.Equal(20, (await TokenizeAsync(host, string.Join(' ', Enumerable.Range(0, 20)))).GetArrayLength());
    }

    private static async Task<JsonElement> TokenizeAsync(ApiHost host, string text)
    {
        using var response = await host.Client.PostAsJsonAsync("/api/v1/tokenize", new { model = "atlas", text }, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return answer.GetProperty("tokens");
    }
}
