using System.Net;
using System.Net.Http.Headers;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>
/// Requests to a hub: redirects followed by hand, so that the token goes to the hub's own host alone; refusals in clear
/// words; what may pass (too many requests, errors of the hub's, broken connections) tried again with growing waits.
/// </summary>
internal sealed class HubClient(HttpClient http, HubOptions options, TimeProvider time, Action<string> waiting)
{
    private const int MostRedirects = 8;

    private string Host => options.Address.Host;

    /// <summary>Runs an attempt until it succeeds, fails for good or has failed too often without progress.</summary>
    /// <param name="attempt">Gives back its result; throws <see cref="PassingFailureException"/> where another attempt may help.</param>
    /// <param name="cancellationToken">Stops it, and a wait too.</param>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (PassingFailureException failure)
            {
                failures = failure.MadeProgress ? 1 : failures + 1;
                if (failures > options.Retries)
                    throw new DownloadException(failure.Kind, $"{failure.Message} It was tried {failures} times. Downloading it again goes on from here.", failure);
                await WaitAsync(failure, failures, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends a request and follows redirects; the answer is one of success, or it throws.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="from">First byte wanted; 0 for all.</param>
    /// <param name="what">What is asked for, for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<HubAnswer> GetAsync(Uri address, long from, string what, CancellationToken cancellationToken)
    {
        HubHeaders? hub = null;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var response = await SendAsync(address, from, cancellationToken).ConfigureAwait(false);
            // Only the hub itself says what a file is; whoever stores it for the hub does not.
            if (IsHub(address))
                hub = HubHeaders.Of(response, hub);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                    return new HubAnswer(response, hub);
                using (response)
                    throw IsHub(address) ? HubRefusals.Of(response, options, what, time.GetUtcNow()) : HubRefusals.OfStorage(response, address, what, time.GetUtcNow());
            }
            using (response)
                address = Next(address, response.Headers.Location, what);
        }
        throw new DownloadException(DownloadFailure.Hub, $"{Host} sends {what} round in circles. Try again later.");
    }

    /// <summary>A short answer as a whole.</summary>
    public async Task<byte[]> GetTextAsync(Uri address, string what, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(address, 0, what, cancellationToken).ConfigureAwait(false);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(options.Silence);
        try
        {
            return await answer.Response.Content.ReadAsByteArrayAsync(silence.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PassingFailureException(DownloadFailure.Network, $"The connection broke while {what} was asked for.", error);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("patchscopes", "1.0"));
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        if (!string.IsNullOrEmpty(options.Token) && IsHub(address))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(options.Silence);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PassingFailureException(DownloadFailure.Network, $"{address.Host} does not answer within {options.Silence.TotalSeconds:0} s.", error);
        }
        catch (HttpRequestException error)
        {
            throw HubRefusals.Unreachable(address, error);
        }
    }

    /// <summary>Same scheme, host and port: a token for one is no token for another.</summary>
    private bool IsHub(Uri address) => Uri.Compare(address, options.Address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static Uri Next(Uri from, Uri? to, string what)
    {
        if (to is null || !Uri.TryCreate(from, to, out var next) || next.Scheme is not ("http" or "https"))
            throw new DownloadException(DownloadFailure.Hub, $"{from.Host} sends {what} on to no address. Try again later.");
        return from.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps
            ? throw new DownloadException(DownloadFailure.Hub, $"{from.Host} sends {what} on to {next.Host} without encryption; that is refused.")
            : next;
    }

    private async Task WaitAsync(PassingFailureException failure, int failures, CancellationToken cancellationToken)
    {
        var wait = failure.After ?? options.FirstWait * Math.Pow(2, Math.Min(failures, 10) - 1);
        if (wait > options.LongestWait)
            throw new DownloadException(failure.Kind, $"{failure.Message} It asks to wait {wait.TotalMinutes:0} minutes; download it again then, and it goes on from here.", failure);
        waiting(FormattableString.Invariant($"{failure.Message} Trying again in {wait.TotalSeconds:0.#} s ({failures} of {options.Retries})"));
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
    }
}
