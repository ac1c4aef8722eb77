using System.CommandLine;

namespace Patchscopes.Tools.Commands;

/// <summary>An option that is a number of things, at least 1.</summary>
internal static class CountOption
{
    public static Option<int> Create(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name} must be at least 1.");
        });
        return option;
    }
}
