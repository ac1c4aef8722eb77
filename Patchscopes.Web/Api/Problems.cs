using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>Refusals as RFC 9457 problems.</summary>
internal static class Problems
{
    /// <summary>What is said of a body that is not sent as JSON.</summary>
    public const string NotJson = "The body must be JSON, sent with the header Content-Type: application/json.";

    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(3);

    public static IResult Of(RequestRefusedException refusal)
    {
        var problem = Of(StatusOf(refusal.Reason), refusal.Message, refusal.Field);
        return problem.StatusCode switch
        {
            StatusCodes.Status429TooManyRequests => new WithHeader(
                problem, HeaderNames.RetryAfter, Words.WholeSeconds(refusal.RetryAfter ?? UsualWait).ToString(CultureInfo.InvariantCulture)),
            StatusCodes.Status401Unauthorized => new WithHeader(problem, HeaderNames.WWWAuthenticate, BearerKey.Scheme),
            _ => problem,
        };
    }

    /// <summary>The status of a refusal.</summary>
    public static int StatusOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Invalid => StatusCodes.Status400BadRequest,
        RefusalReason.UnknownModel => StatusCodes.Status404NotFound,
        RefusalReason.Busy or RefusalReason.OverLimit => StatusCodes.Status429TooManyRequests,
        RefusalReason.NotAdministrator => StatusCodes.Status401Unauthorized,
        RefusalReason.NoAdministrator => StatusCodes.Status403Forbidden,
        RefusalReason.ModelUnusable => StatusCodes.Status503ServiceUnavailable,
        RefusalReason.Broken => StatusCodes.Status500InternalServerError,
        RefusalReason.NotKept => StatusCodes.Status404NotFound,
        RefusalReason.NotOwner => StatusCodes.Status403Forbidden,
        RefusalReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalReason.StoreUnavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new InvalidOperationException($"No status for {reason}."),
    };

    /// <summary>Answers; a refusal becomes a problem.</summary>
    public static async Task<IResult> CatchAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (RequestRefusedException refusal)
        {
            return Of(refusal);
        }
    }

    public static ProblemHttpResult Of(int status, string detail, string? field = null) => TypedResults.Problem(
        detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status),
        extensions: field is null ? null : new Dictionary<string, object?> { ["field"] = field });

    private sealed class WithHeader(ProblemHttpResult problem, string name, string value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[name] = value;
            return problem.ExecuteAsync(httpContext);
        }
    }
}
