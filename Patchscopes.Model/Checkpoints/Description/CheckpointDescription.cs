using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using Patchscopes.Model.Tokens;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints.Description;

/// <summary>A file of a model folder.</summary>
/// <param name="Name">Its name without the folder.</param>
/// <param name="Bytes">Its size.</param>
public sealed record CheckpointFile(string Name, long Bytes);

/// <summary>The weights of a model folder, every tensor of which was found as the config has it.</summary>
/// <param name="Types">The types that numbers are stored in, as the files call them, the most frequent first.</param>
/// <param name="Parameters">How many numbers the model has, each shared one once.</param>
/// <param name="Hash">SHA-256 over config and weights, hexadecimal: the hash that a loaded model has.</param>
public sealed record CheckpointWeights(IReadOnlyList<string> Types, long Parameters, string Hash);

/// <summary>What a model folder, or a config file alone, holds, told without running it or keeping its weights in memory.</summary>
public sealed record CheckpointDescription
{
    private static readonly string[] WeightFiles = ["*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin", "pytorch_model*.bin.index.json"];

    private static readonly string[] TokenizerFiles =
        ["tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja"];

    /// <summary>The "model_type" of the config.</summary>
    public required string ModelType { get; init; }

    /// <summary>What the model computes.</summary>
    public required DecoderConfig Config { get; init; }

    /// <summary>The files that belong to the model.</summary>
    public required IReadOnlyList<CheckpointFile> Files { get; init; }

    /// <summary>Its weights; null where there are none.</summary>
    public CheckpointWeights? Weights { get; init; }

    /// <summary>How many tokens its tokenizer has; null where there is none.</summary>
    public int? TokenizerTokens { get; init; }

    /// <summary>Why its tokenizer cannot be used; null where it can, or where there is none.</summary>
    public string? TokenizerRefusal { get; init; }

    /// <summary>What the config of a folder makes the model, its weights aside.</summary>
    /// <exception cref="ModelLoadException">The config cannot be run right; the message says why.</exception>
    public static DecoderConfig ConfigOf(string folder)
    {
        using var json = ConfigReader.Open(folder);
        return Checkpoint.ReadConfig(json).Config;
    }

    /// <summary>Describes a model folder or a config file.</summary>
    /// <exception cref="ModelLoadException">The config cannot be run right, or the weights do not belong to it; the message says why.</exception>
    public static CheckpointDescription Of(string folderOrConfigFile)
    {
        using var json = ConfigReader.Open(folderOrConfigFile);
        var modelType = json.Text("model_type");
        var (_, config) = Checkpoint.ReadConfig(json);
        if (!Directory.Exists(folderOrConfigFile))
            return new CheckpointDescription { ModelType = modelType, Config = config, Files = [Sized(folderOrConfigFile)] };
        var weights = Matching(folderOrConfigFile, WeightFiles);
        var tokenizer = Matching(folderOrConfigFile, TokenizerFiles);
        var described = new CheckpointDescription
        {
            ModelType = modelType,
            Config = config,
            Files = [Sized(Path.Combine(folderOrConfigFile, ConfigReader.FileName)), .. weights, .. tokenizer],
            Weights = weights.Count == 0 ? null : ReadWeights(folderOrConfigFile),
        };
        return tokenizer.Any(file => TokenizerFiles.Take(3).Contains(file.Name)) ? WithTokenizer(described, folderOrConfigFile) : described;
    }

    /// <summary>All of it in words.</summary>
    public IReadOnlyList<DescriptionLine> InWords() =>
    [
        new("Kind", ModelType),
        .. ConfigWords.Of(Config),
        new("Weights", Weights is null ? "none here" : FormattableString.Invariant($"{Weights.Parameters:N0} numbers, stored as {string.Join(", ", Weights.Types)}")),
        new("Tokenizer", TokenizerRefusal ?? (TokenizerTokens is { } tokens ? FormattableString.Invariant($"{tokens:N0} tokens") : "none here: a prompt cannot be read without one")),
        new("Files", string.Join(", ", Files.Select(file => $"{file.Name} ({FileSize.InWords(file.Bytes)})"))),
        .. Weights is null ? Array.Empty<DescriptionLine>() : [new("Hash", Weights.Hash)],
    ];

    private static CheckpointWeights ReadWeights(string folder)
    {
        TorchSettings.EnsureNative();
        using var noGradients = no_grad();
        // On this device a tensor has a shape and no numbers: what is read goes through the hash and is let go of.
        var (decoder, hash, types) = Checkpoint.Read(folder, META, ScalarType.Float32);
        using var weights = decoder.Weights;
        return new CheckpointWeights(types, weights.Tensors().Sum(tensor => tensor.numel()), hash);
    }

    private static CheckpointDescription WithTokenizer(CheckpointDescription described, string folder)
    {
        try
        {
            var tokens = PromptTokenizer.Load(folder).Count;
            return described with
            {
                TokenizerTokens = tokens,
                TokenizerRefusal = tokens <= described.Config.Vocabulary ? null : $"The tokenizer has {tokens} tokens, but the model's vocabulary only {described.Config.Vocabulary}.",
            };
        }
        catch (ModelLoadException error)
        {
            return described with { TokenizerRefusal = error.Message };
        }
    }

    private static List<CheckpointFile> Matching(string folder, string[] patterns) =>
        [.. patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal).Select(Sized)];

    private static CheckpointFile Sized(string path) => new(Path.GetFileName(path), new FileInfo(path).Length);
}
