using System.Security.Cryptography;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints.Families;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>Reads a Hugging Face model folder: config.json and its weights.</summary>
internal static class Checkpoint
{
    /// <summary>
    /// The decoder of a folder, its weights in <paramref name="type"/> (null: the type that most of them are stored in) on
    /// <paramref name="device"/>, which the caller disposes of; and SHA-256 over config and weights as they are stored, in hexadecimal: two models with one hash compute the same.
    /// </summary>
    public static (Decoder Decoder, string Hash) Load(string folder, Device device, ScalarType? type, IProgress<double>? progress = null)
    {
        var (decoder, hash, _) = Read(folder, device, type, progress);
        return (decoder, hash);
    }

    /// <summary>The same, with the types that weights are stored in, the most frequent first.</summary>
    public static (Decoder Decoder, string Hash, IReadOnlyList<string> StoredTypes) Read(
        string folder, Device device, ScalarType? type, IProgress<double>? progress = null)
    {
        using var json = ConfigReader.Open(folder);
        var (family, config) = ReadConfig(json);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(json.Bytes);
        using var tensors = CheckpointTensors.Open(folder, device, type, hash, progress);
        var weights = family.ReadWeights(config, tensors);
        tensors.Finish();
        return (new Decoder(config, weights), Convert.ToHexStringLower(hash.GetHashAndReset()), tensors.StoredTypes);
    }

    /// <summary>What a config.json says that the model computes.</summary>
    public static (IModelFamily Family, DecoderConfig Config) ReadConfig(ConfigReader json)
    {
        var family = ModelFamilies.Of(json);
        json.Ignore(HarmlessKeys.Common);
        json.Require("is_encoder_decoder", false);
        json.Require("add_cross_attention", false);
        var config = family.ReadConfig(json);
        json.Finish();
        ConfigLimits.Check(config, json);
        return (family, config);
    }
}
