using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>How checkpoints of one family name what the decoder has; a family is this mapping and nothing else.</summary>
internal interface IModelFamily
{
    /// <summary>The "model_type" of its config.json; older checkpoints may have another one.</summary>
    IReadOnlyList<string> ModelTypes { get; }

    /// <summary>Reads every key that matters; leaves unknown ones for the reader to report.</summary>
    DecoderConfig ReadConfig(ConfigReader config);

    /// <summary>Takes every tensor of the checkpoint.</summary>
    DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors);
}

/// <summary>The families that are built.</summary>
internal static class ModelFamilies
{
    public static readonly IReadOnlyList<IModelFamily> All =
    [
        new Gpt2(), new GptNeo(), new GptJ(), new GptNeoX(), new Llama(), new Mistral(), new Qwen2(), new Qwen3(), new Gemma2(), new Gemma3(),
        new Phi3(), new Olmo2(), new Opt(), new Bloom(), new Falcon(),
    ];

    public static bool Knows(string modelType) => All.Any(family => family.ModelTypes.Contains(modelType));

    public static IModelFamily Of(ConfigReader config)
    {
        var modelType = config.Text("model_type");
        return All.FirstOrDefault(family => family.ModelTypes.Contains(modelType)) ?? throw config.Refused(
            $"model_type \"{modelType}\" is not implemented; known: {string.Join(", ", All.SelectMany(family => family.ModelTypes))}.");
    }
}
