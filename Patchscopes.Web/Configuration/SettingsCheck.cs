using Microsoft.Extensions.Options;

namespace Patchscopes.Web.Configuration;

/// <summary>Looks at the settings before the host starts, which would tell what is wrong with them in a page of stack traces.</summary>
internal static class SettingsCheck
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
        _ => error.Message,
    };
}
