using System.Net;
using System.Security.Cryptography;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>
/// Fetches one file: written aside as FILE.part, where a broken download goes on; renamed when its size and checksum are
/// those that the hub gives. A part that turns out to be another file's is fetched anew, once.
/// </summary>
internal sealed class FileDownload(HubClient hub, HubOptions options, HubFile file, Uri address, string path, string model, Action<string, long> progress)
{
    private const int BufferBytes = 1 << 18;

    private readonly string _part = path + ".part";
    private HubHeaders? _headers;

    /// <summary>Most bytes that were ever here: a hub that always breaks at one place, and does not go on from there, makes no progress.</summary>
    private long _furthest = -1;

    private string What => $"{file.Name} of {model}";

    private long? Size => file.Size ?? _headers?.Size;

    /// <summary>Bytes of a file that are in a folder already.</summary>
    public static long BytesAt(string path) => Length(path) + Length(path + ".part");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            if (await DamageAsync(path, cancellationToken).ConfigureAwait(false) is null)
                return;
            Drop(path);
        }
        for (var attempt = 1; ; attempt++)
        {
            await hub.RetryAsync(FetchAsync, cancellationToken).ConfigureAwait(false);
            var damage = await DamageAsync(_part, cancellationToken).ConfigureAwait(false);
            if (damage is null)
                break;
            Drop(_part);
            if (attempt == 2)
                throw new DownloadException(DownloadFailure.Damaged, $"{What} arrived damaged twice: {damage}. Try again later, or from another network.");
        }
        File.Move(_part, path);
    }

    /// <summary>Whether a file is the one that the hub lists, as far as the list says.</summary>
    public async Task<bool> IsWholeAsync(CancellationToken cancellationToken) =>
        File.Exists(path) && await DamageAsync(path, cancellationToken).ConfigureAwait(false) is null;

    private async Task<bool> FetchAsync(CancellationToken cancellationToken)
    {
        if (Length(_part) > Size)
            Drop(_part);
        var have = Length(_part);
        if (have > 0 && have == Size)
            return true;
        progress(file.Name, 0);
        using var answer = await hub.GetAsync(address, have, What, cancellationToken).ConfigureAwait(false);
        _headers = answer.Hub ?? _headers;
        var (response, body) = (answer.Response, answer.Response.Content.Headers);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || (response.StatusCode == HttpStatusCode.PartialContent && body.ContentRange?.From != have))
        {
            Drop(_part);
            throw new PassingFailureException(DownloadFailure.Hub, $"{options.Address.Host} does not go on with {What} where it broke off; it starts anew.");
        }
        if (have > 0 && response.StatusCode == HttpStatusCode.OK)
        {
            Drop(_part);
            have = 0;
        }
        var due = Size ?? (body.ContentLength is { } length ? have + length : null);
        await CopyAsync(response, have, due, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task CopyAsync(HttpResponseMessage response, long have, long? due, CancellationToken cancellationToken)
    {
        _furthest = Math.Max(_furthest, have);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var part = OpenPart();
        await using (part.ConfigureAwait(false))
        {
            var buffer = new byte[BufferBytes];
            while (true)
            {
                var read = await ReadAsync(response, buffer, silence, have, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;
                await WriteAsync(part, buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                have += read;
                progress(file.Name, read);
                if (have > due)
                    throw new DownloadException(DownloadFailure.Damaged, $"{options.Address.Host} sends more than the {due:N0} bytes that it lists for {What}. Try again later.");
            }
        }
        if (have < due)
            throw new PassingFailureException(DownloadFailure.Network, $"The connection broke after {have:N0} of {due:N0} bytes of {What}.") { MadeProgress = Advanced(have) };
    }

    private async Task<int> ReadAsync(HttpResponseMessage response, byte[] buffer, CancellationTokenSource silence, long have, CancellationToken cancellationToken)
    {
        try
        {
            silence.CancelAfter(options.Silence);
            var stream = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            return await stream.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PassingFailureException(DownloadFailure.Network, $"The connection broke while {What} was fetched.", error) { MadeProgress = Advanced(have) };
        }
    }

    private bool Advanced(long have)
    {
        var further = have > _furthest;
        _furthest = Math.Max(_furthest, have);
        return further;
    }

    private FileStream OpenPart()
    {
        try
        {
            return new FileStream(_part, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DiskFailures.Of(error, file.Name);
        }
    }

    private async Task WriteAsync(FileStream part, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await part.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw DiskFailures.Of(error, file.Name);
        }
    }

    /// <summary>How a file differs from what the hub says of it; null where it does not.</summary>
    private async Task<string?> DamageAsync(string at, CancellationToken cancellationToken)
    {
        if (Size is { } size && Length(at) != size)
            return $"it has {Length(at):N0} bytes where the hub lists {size:N0}";
        var (sha256, gitId) = (file.Sha256 ?? _headers?.Sha256, file.GitId ?? _headers?.GitId);
        if (sha256 is null && gitId is null)
            return null;
        progress($"checking {file.Name}", 0);
        var (wanted, found) = sha256 is not null
            ? (sha256, await HashAsync(at, HashAlgorithmName.SHA256, "", cancellationToken).ConfigureAwait(false))
            : (gitId, await HashAsync(at, HashAlgorithmName.SHA1, $"blob {Length(at)}\0", cancellationToken).ConfigureAwait(false));
        return found.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? null : $"its checksum is {found} where the hub lists {wanted}";
    }

    private static async Task<string> HashAsync(string at, HashAlgorithmName algorithm, string prefix, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes(prefix));
        var stream = new FileStream(at, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 20];
            for (var read = 1; read > 0;)
            {
                read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                hash.AppendData(buffer, 0, read);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Drop(string at)
    {
        progress(file.Name, -Length(at));
        File.Delete(at);
    }

    private static long Length(string at) => File.Exists(at) ? new FileInfo(at).Length : 0;
}
