namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Which of a model's files are needed to run it: one form of the weights, one of the tokenizer, the settings.</summary>
internal static class NeededFiles
{
    private static readonly string[] Settings =
        ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "generation_config.json", "chat_template.jinja"];

    /// <summary>Forms of a tokenizer, of which the first that is whole is taken.</summary>
    private static readonly string[][] Tokenizers = [["tokenizer.json"], ["vocab.json", "merges.txt"], ["tokenizer.model"]];

    /// <summary>Everything small, config.json first, so that a model that cannot run here is refused before its weights come.</summary>
    public static IReadOnlyList<HubFile> Small(ModelName model, IReadOnlyList<HubFile> files)
    {
        var config = Find(files, ConfigReader.FileName) ?? throw new DownloadException(
            DownloadFailure.Model, $"{model} has no {ConfigReader.FileName} on the hub: it is no checkpoint for transformers. Take one that is.");
        var tokenizer = Tokenizers.FirstOrDefault(form => form.All(name => Find(files, name) is not null)) ?? [];
        return [config, .. tokenizer.Concat(Settings).Select(name => Find(files, name)).OfType<HubFile>()];
    }

    /// <summary>The one file that holds the weights, or the index of their shards.</summary>
    public static HubFile Weights(ModelName model, IReadOnlyList<HubFile> files)
    {
        var found = CheckpointTensors.KnownFiles.Select(name => Find(files, name)).FirstOrDefault(file => file is not null);
        if (found is not null)
            return found;
        var others = files.Where(file => Path.GetExtension(file.Name) is ".gguf" or ".pth" or ".pt" or ".h5" or ".msgpack" or ".onnx" or ".ckpt" or ".safetensors" or ".bin").Select(file => file.Name).Take(3).ToList();
        var instead = others.Count == 0 ? "it holds no weights" : $"it holds {string.Join(", ", others)}";
        throw new DownloadException(DownloadFailure.Model, $"{model} has none of {string.Join(", ", CheckpointTensors.KnownFiles)} on the hub: {instead}. Take another form of this model.");
    }

    /// <summary>The shards that an index names.</summary>
    public static IReadOnlyList<HubFile> Shards(ModelName model, IReadOnlyList<HubFile> files, string indexPath) =>
    [
        .. CheckpointIndex.Read(indexPath).Values.Distinct().Order(StringComparer.Ordinal).Select(shard => Find(files, shard) ?? throw new DownloadException(
            DownloadFailure.NotFound, $"{Path.GetFileName(indexPath)} of {model} names {shard}, which the hub does not have. The model was not uploaded whole.")),
    ];

    private static HubFile? Find(IReadOnlyList<HubFile> files, string name) => files.FirstOrDefault(file => file.Name == name);
}
