namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>The files of one model in one folder.</summary>
internal sealed class ModelFiles(HubClient hub, HubOptions options, ModelName model, HubModel listed, string folder, Journey journey)
{
    private readonly List<HubFile> _files = [];

    public Task FetchSmallAsync(CancellationToken cancellationToken) => FetchAsync(NeededFiles.Small(model, listed.Files), cancellationToken);

    /// <summary>The weights; <paramref name="requireSpace"/> is asked first, with the bytes that are not here yet.</summary>
    public async Task FetchWeightsAsync(Action<long> requireSpace, CancellationToken cancellationToken)
    {
        var first = NeededFiles.Weights(model, listed.Files);
        if (CheckpointTensors.IsIndex(first.Name))
        {
            await FetchAsync([first], cancellationToken).ConfigureAwait(false);
            var shards = ReadShards(first);
            requireSpace(Missing(shards));
            await FetchAsync(shards, cancellationToken).ConfigureAwait(false);
            return;
        }
        requireSpace(Missing([first]));
        await FetchAsync([first], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Throws unless the folder holds every file as the hub lists it.</summary>
    public async Task RequireWholeAsync(CancellationToken cancellationToken)
    {
        await RequireWholeAsync(NeededFiles.Small(model, listed.Files), cancellationToken).ConfigureAwait(false);
        var first = NeededFiles.Weights(model, listed.Files);
        await RequireWholeAsync([first], cancellationToken).ConfigureAwait(false);
        if (CheckpointTensors.IsIndex(first.Name))
            await RequireWholeAsync(ReadShards(first), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what an earlier attempt left that does not belong to the model, as where the hub's files have changed since.</summary>
    public void RemoveOthers()
    {
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => _files.TrueForAll(file => file.Name != Path.GetFileName(path))))
            File.Delete(path);
    }

    private IReadOnlyList<HubFile> ReadShards(HubFile index)
    {
        try
        {
            return NeededFiles.Shards(model, listed.Files, PathOf(index));
        }
        catch (ModelLoadException error)
        {
            throw new DownloadException(DownloadFailure.Model, $"{model} cannot be used: {error.Message}", error);
        }
    }

    private async Task FetchAsync(IReadOnlyList<HubFile> files, CancellationToken cancellationToken)
    {
        _files.AddRange(files);
        journey.Expect(files.Sum(file => file.Size ?? 0), files.Sum(file => FileDownload.BytesAt(PathOf(file))));
        foreach (var file in files)
            await DownloadOf(file).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireWholeAsync(IReadOnlyList<HubFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            if (await DownloadOf(file).IsWholeAsync(cancellationToken).ConfigureAwait(false))
                continue;
            throw new DownloadException(
                DownloadFailure.Model, $"The models folder holds {model.Folder} already, but its {file.Name} is not the hub's. Move that folder away to fetch the model anew.");
        }
        journey.Expect(files.Sum(file => file.Size ?? 0), files.Sum(file => FileDownload.BytesAt(PathOf(file))));
    }

    private long Missing(IReadOnlyList<HubFile> files) => files.Sum(file => Math.Max(0, (file.Size ?? 0) - FileDownload.BytesAt(PathOf(file))));

    private FileDownload DownloadOf(HubFile file) =>
        new(hub, options, file, HubAddress.OfFile(options, model, listed.Revision, file.Name), PathOf(file), model.Text, journey.Add);

    private string PathOf(HubFile file) => Path.Combine(folder, file.Name);
}
