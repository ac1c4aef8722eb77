using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Checkpoints.Description;

namespace Patchscopes.Tools.Commands;

/// <summary>describe: a model folder or a config file in words.</summary>
internal static class DescribeCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var path = new Argument<string>("FOLDER-OR-CONFIG-FILE") { Description = "A model folder, or a config.json alone under any name." };
        var json = new Option<bool>("--json") { Description = "Writes one JSON object instead of words." };
        var command = new Command("describe", "Tells what a checkpoint computes, from its config.json; weights and tokenizer too where they are there.") { path, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(path), parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>0 where the checkpoint can be run right; else 1, and the reason on the error output.</summary>
    public static int Run(string path, bool json, TextWriter output, TextWriter errors)
    {
        try
        {
            var described = CheckpointDescription.Of(path);
            output.WriteLine(json ? Json(described).ToJsonString(Indented) : InWords(described));
            if (described.TokenizerRefusal is null)
                return 0;
            errors.WriteLine($"Its tokenizer cannot be used. {described.TokenizerRefusal}");
            return 1;
        }
        catch (ModelLoadException error)
        {
            errors.WriteLine($"This checkpoint cannot be run right. {error.Message}");
            return 1;
        }
    }

    private static string InWords(CheckpointDescription described)
    {
        var lines = described.InWords();
        var widest = lines.Max(line => line.Name.Length);
        return string.Join(Environment.NewLine, lines.Select(line => $"{line.Name.PadRight(widest)}  {line.Text}"));
    }

    private static JsonObject Json(CheckpointDescription described)
    {
        var config = described.Config;
        var rotary = Rotary(config);
        var json = new JsonObject
        {
            ["modelType"] = described.ModelType,
            ["blocks"] = config.Blocks,
            ["width"] = config.Width,
            ["heads"] = config.Heads,
            ["keyValueHeads"] = config.KeyValueHeads,
            ["headSize"] = config.HeadSize,
            ["feedForwardWidth"] = config.FeedForwardWidth,
            ["vocabulary"] = config.Vocabulary,
            ["context"] = config.Context,
            ["tiedHead"] = config.TiedHead,
            ["ropeTheta"] = rotary?.Base,
            ["ropeScaling"] = rotary is null ? null : ScalingName(rotary),
            ["parallelBlock"] = config.IsParallel,
            ["window"] = config.Window?.Tokens,
            ["endTokens"] = new JsonArray([.. config.EndTokens.Select(token => JsonValue.Create(token))]),
            ["words"] = new JsonObject(described.InWords().Select(line => KeyValuePair.Create<string, JsonNode?>(line.Name, line.Text))),
            ["files"] = new JsonArray([.. described.Files.Select(file => new JsonObject { ["name"] = file.Name, ["bytes"] = file.Bytes })]),
            ["tokenizerTokens"] = described.TokenizerTokens,
        };
        (json["dtype"], json["parameters"], json["hash"]) = (described.Weights?.Types[0], described.Weights?.Parameters, described.Weights?.Hash);
        return json;
    }

    /// <summary>The rotation that the config sets; a base that no config can set is no key of it.</summary>
    private static PositionEncoding.Rotary? Rotary(DecoderConfig config) => config.Positions switch
    {
        PositionEncoding.Rotary { HasFixedBase: false } rotary => rotary,
        _ => null,
    };

    /// <summary>As configs call it.</summary>
    private static string ScalingName(PositionEncoding.Rotary rotary) => rotary.Scaling switch
    {
        null => "default",
        RotaryScaling.Linear => "linear",
        RotaryScaling.ByWavelength => "llama3",
        var other => throw new NotSupportedException($"{other.GetType().Name} has no name."),
    };
}
