using System.Text.Json;
using Patchscopes.Model.Training.Optimisation;
using Patchscopes.Model.Training.Tokenizer;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training;

/// <summary>Writes the trained model as an ordinary Hugging Face GPT-2 folder.</summary>
internal static class AtlasFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Architectures = ["GPT2LMHeadModel"];

    public static void Write(string folder, AtlasParameters parameters, AtlasVocabulary vocabulary)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. parameters.Named], ScalarType.Float16);
        File.WriteAllBytes(Path.Combine(folder, "vocab.json"), vocabulary.VocabularyJson());
        File.WriteAllBytes(Path.Combine(folder, "merges.txt"), vocabulary.MergesText());
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(parameters.Shape, vocabulary) + "\n");
        File.WriteAllText(Path.Combine(folder, "README.md"), ModelCard.Text(parameters.Shape, parameters.Named.Values.Sum(tensor => tensor.numel()), vocabulary.Tokens.Count));
    }

    private static string Config(AtlasShape shape, AtlasVocabulary vocabulary) => JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["architectures"] = Architectures,
            ["model_type"] = "gpt2",
            ["vocab_size"] = vocabulary.Tokens.Count,
            ["n_positions"] = AtlasShape.Context,
            ["n_ctx"] = AtlasShape.Context,
            ["n_embd"] = shape.Width,
            ["n_layer"] = shape.Blocks,
            ["n_head"] = shape.Heads,
            ["n_inner"] = null,
            ["activation_function"] = "gelu_new",
            ["layer_norm_epsilon"] = 1e-5,
            ["resid_pdrop"] = 0.0,
            ["embd_pdrop"] = 0.0,
            ["attn_pdrop"] = 0.0,
            ["scale_attn_weights"] = true,
            ["tie_word_embeddings"] = true,
            ["bos_token_id"] = vocabulary.EndToken,
            ["eos_token_id"] = vocabulary.EndToken,
            ["torch_dtype"] = "float16",
        },
        Indented);
}
