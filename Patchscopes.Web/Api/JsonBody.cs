using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>Reads a request's JSON body; what is wrong with it becomes a problem and never an exception page.</summary>
internal static class JsonBody
{
    public static async Task<IResult> WithAsync(HttpRequest request, Func<JsonElement, Task<IResult>> answer)
    {
        if (!request.HasJsonContentType())
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, Problems.NotJson);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = RequestReader.LargestRequest;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, RequestReader.Strict, request.HttpContext.RequestAborted);
            return await answer(body.RootElement);
        }
        catch (JsonException error)
        {
            return Problems.Of(RequestReader.NotJson(error));
        }
        catch (BadHttpRequestException error)
        {
            return Problems.Of(error.StatusCode, error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The body is too large: give at most {RequestReader.LargestRequest / 1024} KiB."
                : "The body could not be read.");
        }
        catch (RequestRefusedException refusal)
        {
            return Problems.Of(refusal);
        }
    }
}
