namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>
/// Fetches models from a Hugging Face style hub into the models folder. What is not whole yet lies in a folder of its own,
/// from where a broken download goes on; the model's folder appears when every file is there and checked.
/// </summary>
public sealed class ModelDownload : IDisposable
{
    /// <summary>Where unfinished downloads lie, in the models folder. It holds no config.json itself, so it is never listed.</summary>
    public const string WorkFolder = ".downloading";

    private readonly HubOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<string, long> _freeSpace;
    private readonly HttpClient _http;

    /// <summary>Downloads from one hub.</summary>
    /// <param name="options">Which hub, and how patiently.</param>
    /// <param name="time">The clock of waits and rates; null: the system's.</param>
    /// <param name="freeSpace">Bytes free on the disk of a folder; null: as the system says.</param>
    public ModelDownload(HubOptions options, TimeProvider? time = null, Func<string, long>? freeSpace = null)
    {
        (_options, _time, _freeSpace) = (options, time ?? TimeProvider.System, freeSpace ?? (folder => new DriveInfo(folder).AvailableFreeSpace));
        // Redirects are followed by hand: the token must not go along.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Fetches a model, or what is still missing of it; gives back the name that it has in the models folder.</summary>
    /// <param name="name">"organisation/model", as the hub shows it.</param>
    /// <param name="modelsFolder">The models folder; made where it is missing.</param>
    /// <param name="report">Takes in how far it is, after every piece, on any thread.</param>
    /// <param name="cancellationToken">Stops it; a later call goes on.</param>
    /// <exception cref="DownloadException">It cannot be done; the message says why and what to do.</exception>
    public async Task<string> RunAsync(string name, string modelsFolder, Action<DownloadProgress> report, CancellationToken cancellationToken)
    {
        var model = ModelName.Parse(name);
        var (final, work) = (Path.Combine(Path.GetFullPath(modelsFolder), model.Folder), Path.Combine(Path.GetFullPath(modelsFolder), WorkFolder, model.Folder));
        var journey = new Journey(_time, report);
        var hub = new HubClient(_http, _options, _time, journey.Tell);
        try
        {
            Directory.CreateDirectory(work);
            using var alone = HoldAlone(model, work + ".lock");
            // Only whoever holds the lock may clear up after itself.
            using var attempt = new Attempt(work);
            var listed = await ListAsync(hub, model, cancellationToken).ConfigureAwait(false);
            if (Directory.Exists(final))
            {
                await new ModelFiles(hub, _options, model, listed, final, journey).RequireWholeAsync(cancellationToken).ConfigureAwait(false);
                Directory.Delete(work, recursive: true);
            }
            else
            {
                await FetchAsync(new ModelFiles(hub, _options, model, listed, work, journey), model, work, final, cancellationToken).ConfigureAwait(false);
            }
            return model.Folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DiskFailures.Of(error, model.Text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task FetchAsync(ModelFiles files, ModelName model, string work, string final, CancellationToken cancellationToken)
    {
        await files.FetchSmallAsync(cancellationToken).ConfigureAwait(false);
        RequireRunnable(model, work);
        await files.FetchWeightsAsync(missing => DiskFailures.RequireSpace(model.Text, missing, _freeSpace(work)), cancellationToken).ConfigureAwait(false);
        files.RemoveOthers();
        Directory.Move(work, final);
    }

    private static void RequireRunnable(ModelName model, string folder)
    {
        try
        {
            using var json = ConfigReader.Open(folder);
            Checkpoint.ReadConfig(json);
        }
        catch (ModelLoadException error)
        {
            throw new DownloadException(DownloadFailure.Model, $"{model} cannot be run here, so its weights were not fetched. {error.Message}", error);
        }
    }

    private async Task<HubModel> ListAsync(HubClient hub, ModelName model, CancellationToken cancellationToken)
    {
        async Task<HubModel> From(string path)
        {
            var json = await hub.RetryAsync(cancel => hub.GetTextAsync(HubAddress.Of(_options, path), $"the model {model}", cancel), cancellationToken).ConfigureAwait(false);
            return HubListing.Parse(json, _options.Revision);
        }
        try
        {
            return await From($"api/models/{model}/revision/{Uri.EscapeDataString(_options.Revision)}?blobs=true").ConfigureAwait(false);
        }
        catch (DownloadException error) when (error.Failure == DownloadFailure.NotFound && _options.Revision == "main")
        {
            // Smaller hubs know no revisions.
            return await From($"api/models/{model}?blobs=true").ConfigureAwait(false);
        }
    }

    private static FileStream HoldAlone(ModelName model, string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (DiskFailures.IsHeld(error))
        {
            throw new DownloadException(DownloadFailure.Disk, $"{model} is being downloaded already, by this program or another.", error);
        }
    }

    /// <summary>An attempt that fetched nothing leaves nothing.</summary>
    private sealed class Attempt(string folder) : IDisposable
    {
        public void Dispose()
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }
}
