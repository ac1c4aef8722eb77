using System.Security.Cryptography;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints.Families;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>Reads a Hugging Face model folder: config.json and its safetensors weights.</summary>
internal static class Checkpoint
{
    /// <summary>The decoder of a folder, its weights in <paramref name="type"/> on <paramref name="device"/>; the caller disposes of the weights.</summary>
    public static Decoder Load(string folder, Device device, ScalarType type)
    {
        using var json = ConfigReader.Open(folder);
        var family = ModelFamilies.Of(json.Text("model_type"));
        json.Ignore(HarmlessKeys.Common);
        var config = family.ReadConfig(json);
        json.Finish();
        using var tensors = CheckpointTensors.Open(folder, device, type);
        var weights = family.ReadWeights(config, tensors);
        tensors.Finish();
        return new Decoder(config, weights);
    }

    /// <summary>The model_type of a folder's config.json, or null where there is none to read.</summary>
    public static string? ModelTypeOf(string folder)
    {
        try
        {
            using var json = ConfigReader.Open(folder);
            return json.Text("model_type");
        }
        catch (ModelLoadException)
        {
            return null;
        }
    }

    /// <summary>SHA-256 over config and weights, in hexadecimal: two models with one hash compute the same.</summary>
    public static string Hash(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var path in CheckpointTensors.FilesOf(folder).Prepend(Path.Combine(folder, ConfigReader.FileName)))
        {
            using var file = File.OpenRead(path);
            for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
                hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
