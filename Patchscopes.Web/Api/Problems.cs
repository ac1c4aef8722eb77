using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>Refusals as RFC 9457 problems.</summary>
internal static class Problems
{
    /// <summary>What is said of a body that is not sent as JSON.</summary>
    public const string NotJson = "The body must be JSON, sent with the header Content-Type: application/json.";

    private const int RetryAfterSeconds = 3;

    public static IResult Of(RequestRefusedException refusal)
    {
        var problem = Of(StatusOf(refusal.Reason), refusal.Message, refusal.Field);
        return refusal.Reason == RefusalReason.Busy ? new Later(problem) : problem;
    }

    /// <summary>The status of a refusal.</summary>
    public static int StatusOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Invalid => StatusCodes.Status400BadRequest,
        RefusalReason.UnknownModel => StatusCodes.Status404NotFound,
        RefusalReason.Busy => StatusCodes.Status429TooManyRequests,
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

    private sealed class Later(ProblemHttpResult problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }
}
