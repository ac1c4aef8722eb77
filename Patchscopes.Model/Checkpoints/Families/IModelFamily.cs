using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>How checkpoints of one family name what the decoder has; a family is this mapping and nothing else.</summary>
internal interface IModelFamily
{
    /// <summary>The "model_type" of its config.json.</summary>
    string ModelType { get; }

    /// <summary>Reads every key that matters; leaves unknown ones for the reader to report.</summary>
    DecoderConfig ReadConfig(ConfigReader config);

    /// <summary>Takes every tensor of the checkpoint.</summary>
    DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors);
}

/// <summary>The families that are built.</summary>
internal static class ModelFamilies
{
    public static readonly IReadOnlyList<IModelFamily> All = [new Gpt2()];

    public static IModelFamily Of(string modelType) =>
        All.FirstOrDefault(family => family.ModelType == modelType) ?? throw new ModelLoadException(
            $"{ConfigReader.FileName}: model_type \"{modelType}\" is not implemented; known: {string.Join(", ", All.Select(f => f.ModelType))}.");
}
