using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Keys that several families have.</summary>
internal static class ConfigKeys
{
    public static int Blocks(this ConfigReader config, string key)
    {
        var blocks = config.PositiveInt(key);
        return blocks <= ConfigLimits.Blocks ? blocks : throw config.Refused($"{key} = {blocks}: no model has more than {ConfigLimits.Blocks} blocks.");
    }

    /// <summary>The head size where it is what the width gives.</summary>
    public static int HeadSize(this ConfigReader config, string widthKey, string headsKey)
    {
        var (width, heads) = (config.PositiveInt(widthKey), config.PositiveInt(headsKey));
        return width % heads == 0 ? width / heads : throw config.Refused($"{widthKey} = {width} is no multiple of {headsKey} = {heads}.");
    }

    public static ActivationFunction Activation(this ConfigReader config, string key, ActivationFunction missing) => config.OptionalText(key) switch
    {
        null => missing,
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => ActivationFunction.GeluTanh,
        "gelu" => ActivationFunction.Gelu,
        "relu" => ActivationFunction.Relu,
        "silu" or "swish" => ActivationFunction.Silu,
        _ => throw config.NotImplemented(key),
    };

    /// <summary>A number that is usual where its key is missing, and none where the key says null.</summary>
    public static double? UsualNumber(this ConfigReader config, string key, double? usual) =>
        config.IsNull(key) ? config.OptionalPositiveNumber(key) : config.OptionalPositiveNumber(key) ?? usual;

    /// <summary>The same for a whole number.</summary>
    public static int? UsualInt(this ConfigReader config, string key, int? usual) =>
        config.IsNull(key) ? config.OptionalPositiveInt(key) : config.OptionalPositiveInt(key) ?? usual;

    public static IReadOnlyList<int> EndTokens(this ConfigReader config) => config.Ints("eos_token_id");

    /// <summary>The blocks that layer_types calls sliding; those of <paramref name="missing"/> where there is no such key.</summary>
    public static IReadOnlyList<int> SlidingBlocks(this ConfigReader config, int blocks, Func<int, bool> missing)
    {
        const string Key = "layer_types";
        if (config.Texts(Key) is not { } types)
            return [.. Enumerable.Range(0, blocks).Where(missing)];
        if (types.Count != blocks)
            throw config.Wrong(Key, $"a list of {blocks} texts, one per block");
        return types.Any(type => type is not ("sliding_attention" or "full_attention"))
            ? throw config.NotImplemented(Key)
            : [.. Enumerable.Range(0, blocks).Where(block => types[block] == "sliding_attention")];
    }
}
