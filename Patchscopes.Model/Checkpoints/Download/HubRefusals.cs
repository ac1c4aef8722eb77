using System.Net;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>What a hub's refusals mean, in words that say what to do.</summary>
internal static class HubRefusals
{
    public static Exception Of(HttpResponseMessage response, HubOptions options, string what, DateTimeOffset now)
    {
        var (host, status) = (options.Address.Host, (int)response.StatusCode);
        // Without a name and a password that the address may hold.
        var site = options.Address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when string.IsNullOrEmpty(options.Token) => new DownloadException(DownloadFailure.Unauthorized,
                $"{host} does not give {what} without a token (401): it is private or gated, or it does not exist. " +
                $"Check the name; if it is right, make a token at {site} and set {HubOptions.TokenVariable} (for the pages also Models:Download:Token) to it."),
            HttpStatusCode.Unauthorized => new DownloadException(DownloadFailure.Unauthorized,
                $"{host} does not accept the token, or does not have {what} (401). Check the name, and whether the token in {HubOptions.TokenVariable} is whole and not revoked."),
            HttpStatusCode.Forbidden => new DownloadException(DownloadFailure.Forbidden,
                $"{host} does not let you have {what} (403). If it is gated, accept its terms on its page at {site} with the account of your token, " +
                "and give the token the right to read gated models."),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new DownloadException(DownloadFailure.NotFound,
                $"{host} does not have {what} (404). Check the spelling, upper and lower case included, and the revision {options.Revision}."),
            HttpStatusCode.TooManyRequests => Passing($"{host} gets too many requests (429)."),
            HttpStatusCode.RequestTimeout => Passing($"{host} did not answer in time (408)."),
            >= HttpStatusCode.InternalServerError => Passing($"{host} has an error of its own ({status})."),
            _ => new DownloadException(DownloadFailure.Hub, $"{host} answers {status} when asked for {what}. Is it the address of a Hugging Face style hub?"),
        };

        PassingFailureException Passing(string message) => new(DownloadFailure.Hub, message) { After = After(response, now) };
    }

    /// <summary>Where a hub keeps its files, addresses hold for a short time: whatever is refused there, the hub may give another.</summary>
    public static PassingFailureException OfStorage(HttpResponseMessage response, Uri address, string what, DateTimeOffset now) =>
        new(DownloadFailure.Hub, $"{address.Host}, where the hub keeps {what}, answers {(int)response.StatusCode}.") { After = After(response, now) };

    public static PassingFailureException Unreachable(Uri address, HttpRequestException error) => new(DownloadFailure.Network, error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"The name {address.Host} cannot be resolved: is this machine connected to the internet, and is the address right?",
        HttpRequestError.ConnectionError => $"{address.Host} cannot be reached: is this machine connected to the internet, and is the address right?",
        HttpRequestError.SecureConnectionError => $"No secure connection to {address.Host} can be made: its certificate is not accepted here.",
        HttpRequestError.ProxyTunnelError => $"The proxy does not lead to {address.Host}.",
        _ => $"The connection to {address.Host} broke.",
    }, error);

    private static TimeSpan? After(HttpResponseMessage response, DateTimeOffset now)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? after?.Date - now;
        return wait is { } asked && asked < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
