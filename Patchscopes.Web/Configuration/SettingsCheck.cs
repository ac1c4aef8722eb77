using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Patchscopes.Web.Configuration;

/// <summary>Looks at the settings before the host starts, which would tell what is wrong with them in a page of stack traces.</summary>
internal static partial class SettingsCheck
{
    /// <summary>What is wrong with the settings, in words; null where nothing is.</summary>
    public static string? SettingsProblem(this IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (Exception error) when (error is OptionsValidationException or AggregateException or InvalidOperationException)
        {
            return InWords(error);
        }
    }

    private static string InWords(Exception error) => error switch
    {
        OptionsValidationException refused => string.Join(" ", refused.Failures),
        AggregateException several => string.Join(" ", several.InnerExceptions.Select(InWords)),
        _ when Unconverted().Match(error.Message) is { Success: true } match => $"{match.Groups["key"].Value} is \"{match.Groups["value"].Value}\": give {KindOf(match.Groups["type"].Value)}.",
        _ => error.Message,
    };

    private static string KindOf(string type) => type switch
    {
        "Double" or "Single" or "Decimal" => "a number",
        "Int32" or "Int64" => "a whole number",
        "Boolean" => "true or false",
        _ => $"a value of the kind {type}",
    };

    /// <summary>How the configuration says that a value is not of its setting's type.</summary>
    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']+)' to type '(System\.)?(?<type>[^']+)'\.$", RegexOptions.Singleline)]
    private static partial Regex Unconverted();
}
