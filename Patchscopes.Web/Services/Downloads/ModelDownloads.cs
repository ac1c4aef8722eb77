using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Patchscopes.Model.Checkpoints.Download;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Administration;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Downloads;

/// <inheritdoc/>
internal sealed class ModelDownloads : IModelDownloads, IDisposable
{
    /// <summary>The most downloads at once; more would share one line.</summary>
    private const int Most = 3;

    /// <summary>Of those that have ended so many are remembered.</summary>
    private const int MostEnded = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ModelsOptions _options;
    private readonly HubOptions _hub;
    private readonly ModelDownload _download;
    private readonly ILogger<ModelDownloads> _log;
    private readonly CancellationToken _stopping;
    private int _started;

    public ModelDownloads(IOptions<ModelsOptions> options, AdministratorKey key, IHostApplicationLifetime host, TimeProvider time, ILogger<ModelDownloads> log)
    {
        (_options, _log, _stopping) = (options.Value, log, host.ApplicationStopping);
        IsAllowed = _options is { Folder.Length: > 0 } && (key.IsConfigured || _options.Download.Allowed);
        _hub = _options.Download.ToHub();
        _download = new ModelDownload(_hub, time);
    }

    public bool IsAllowed { get; }

    public string Hub => _hub.Address.Host;

    public IReadOnlyList<DownloadSummary> All()
    {
        lock (_gate)
            return [.. _entries.Values.OrderBy(entry => entry.Order).Select(entry => entry.Summary)];
    }

    public DownloadSummary Start(string name)
    {
        if (!IsAllowed)
            throw RequestChecks.Invalid("name", "This server does not fetch models. Put the model's folder into the models folder, or set Models:Download:Allowed.");
        var text = Name(name);
        lock (_gate)
        {
            var known = _entries.GetValueOrDefault(text);
            if (known?.Summary.State is DownloadState.Running)
                return known.Summary;
            if (_entries.Values.Count(entry => entry.Summary.State is DownloadState.Running) >= Most)
                throw new RequestRefusedException(RefusalReason.Busy, "name", $"{Most} downloads are under way: stop one, or wait until one is whole.");
            var entry = new Entry(new DownloadSummary(text, DownloadState.Running, null, null), _started++, CancellationTokenSource.CreateLinkedTokenSource(_stopping));
            _entries[text] = entry;
            foreach (var ended in _entries.Values.Where(one => one.Summary.State is not DownloadState.Running).OrderByDescending(one => one.Order).Skip(MostEnded).ToList())
                _entries.Remove(ended.Summary.Name);
            _ = Task.Run(() => RunAsync(entry), CancellationToken.None);
            return entry.Summary;
        }
    }

    public void Halt(string name)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(name) is { Summary.State: DownloadState.Running } entry)
                entry.Stop.Cancel();
        }
    }

    public void Dismiss(string name)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(name)?.Summary.State is not DownloadState.Running)
                _entries.Remove(name);
        }
    }

    public void Dispose() => _download.Dispose();

    [SuppressMessage("Design", "CA1031", Justification = "A download runs on its own; whatever breaks it is told on the page, and the log says how.")]
    private async Task RunAsync(Entry entry)
    {
        var name = entry.Summary.Name;
        try
        {
            var folder = await _download.RunAsync(name, _options.Folder!, progress => Change(entry, summary => summary with { Progress = progress }), entry.Stop.Token);
            _log.Downloaded(name);
            Change(entry, summary => summary with { State = DownloadState.Done, Message = $"It is whole; its name here is {folder}." });
        }
        catch (OperationCanceledException) when (entry.Stop.IsCancellationRequested)
        {
            Change(entry, summary => summary with { State = DownloadState.Stopped, Message = "Stopped. Downloading it again goes on from here." });
        }
        catch (Exception error)
        {
            _log.NotDownloaded(name, error.Message, error is DownloadException ? null : error);
            var message = error is DownloadException ? error.Message : "It broke on the server, whose log says why. Downloading it again goes on from here.";
            Change(entry, summary => summary with { State = DownloadState.Failed, Message = message });
        }
        entry.Stop.Dispose();
    }

    private void Change(Entry entry, Func<DownloadSummary, DownloadSummary> change)
    {
        lock (_gate)
            entry.Summary = change(entry.Summary);
    }

    private string Name(string name)
    {
        try
        {
            return ModelName.Parse(Pasted(name.Trim())).Text;
        }
        catch (DownloadException error)
        {
            throw RequestChecks.Invalid("name", error.Message);
        }
    }

    /// <summary>The name in the address of a model's page on the hub; any other text as it is.</summary>
    private string Pasted(string text) => Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Host == _hub.Address.Host
        ? string.Join('/', page.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(2))
        : text;

    private sealed class Entry(DownloadSummary summary, int order, CancellationTokenSource stop)
    {
        public DownloadSummary Summary { get; set; } = summary;

        public int Order { get; } = order;

        public CancellationTokenSource Stop { get; } = stop;
    }
}
