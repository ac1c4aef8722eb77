using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Patchscopes.Web.Services.Stages;

/// <summary>How the choices of the stages tab are written, in the API and in links: "token-identity", "mlp", "no-x".</summary>
public static class StageNames
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => NamesOf<T>.All[value];

    /// <summary>The value of a name; exact, for names in links and requests are written by programs.</summary>
    public static bool TryFind<T>([NotNullWhen(true)] string? name, out T value)
        where T : struct, Enum
    {
        foreach (var (known, written) in NamesOf<T>.All)
        {
            if (written == name)
            {
                value = known;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>All names of a choice in words: "logit-lens" or "token-identity", quotation marks included.</summary>
    public static string Choice<T>()
        where T : struct, Enum
    {
        var quoted = NamesOf<T>.All.Values.Select(name => $"\"{name}\"").ToList();
        return $"{string.Join(", ", quoted.SkipLast(1))} or {quoted[^1]}";
    }

    /// <summary>The name of a member of any of these enums.</summary>
    internal static string Of(string member) => member switch
    {
        "FeedForward" or "FeedForwardWrite" => "mlp",
        "AttentionWrite" => "attention",
        "CutAttention" => "cutAttention",
        _ => JsonNamingPolicy.KebabCaseLower.ConvertName(member),
    };

    private static class NamesOf<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>().ToDictionary(value => value, value => StageNames.Of(value.ToString()));
    }
}
