using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Patchscopes.Web.Storage.Saved;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Puts runs on a server as a program would.</summary>
internal static class Importing
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Keeps a run, and gives what the server answered.</summary>
    public static async Task<JsonElement> KeepAsync(ApiHost host, SavedRun run)
    {
        using var answer = await PostAsync(host, SavedJson.Write(run));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Posts a file.</summary>
    public static async Task<HttpResponseMessage> PostAsync(ApiHost host, byte[] json)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await host.Client.PostAsync(new Uri("/api/v1/runs?days=3", UriKind.Relative), content, Token);
    }
}
