using Microsoft.Extensions.Options;

namespace Patchscopes.Web.Configuration;

internal sealed class AdminOptionsChecks : IValidateOptions<AdminOptions>
{
    // The key itself is in no message: messages are logged.
    public ValidateOptionsResult Validate(string? name, AdminOptions options) => options.Key switch
    {
        null or "" => ValidateOptionsResult.Success,
        { Length: < AdminOptions.ShortestKey } => ValidateOptionsResult.Fail(
            $"Admin:Key has fewer than {AdminOptions.ShortestKey} characters: give a longer one that cannot be guessed, or none."),
        var key when key.Any(letter => letter is <= ' ' or >= '\u007f') => ValidateOptionsResult.Fail(
            "Admin:Key holds a space or a character that is not ASCII, which no header can carry: use letters, digits and signs."),
        _ => ValidateOptionsResult.Success,
    };
}
