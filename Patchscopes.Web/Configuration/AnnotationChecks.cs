using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Patchscopes.Web.Configuration;

/// <summary>Checks a section by the attributes of its settings, in the words that they have: the generated checks have only their own.</summary>
internal sealed class AnnotationChecks<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var problems = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => problem.ErrorMessage ?? ""));
    }
}
