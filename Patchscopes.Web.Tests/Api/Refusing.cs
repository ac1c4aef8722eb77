using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Sends what will be refused, and reads the refusal.</summary>
internal static class Refusing
{
    /// <summary>Posts a body as it is.</summary>
    public static async Task<HttpResponseMessage> PostAsync(this ApiHost host, string endpoint, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await host.Client.PostAsync(new Uri($"/api/v1/{endpoint}", UriKind.Relative), content, TestContext.Current.CancellationToken).Soon();
    }

    /// <summary>The problem that a refusal must be, without a path or a trace in it.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.All(new[] { "/root", "/work", "   at ", "Exception", ".cs", "secret" }, leak => Assert.DoesNotContain(leak, text, StringComparison.Ordinal));
        var problem = JsonElement.Parse(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        return problem;
    }
}
