using Microsoft.Extensions.Options;
using Patchscopes.Model.Checkpoints.Download;
using Patchscopes.Model.Running;

namespace Patchscopes.Web.Configuration;

internal sealed class ModelsOptionsChecks : IValidateOptions<ModelsOptions>
{
    private const double MostGiB = 1 << 20;

    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        if (options.MemoryGiB is { } gib && !(gib > 0 && gib <= MostGiB))
            return ValidateOptionsResult.Fail(FormattableString.Invariant($"Models:MemoryGiB is {gib}: give the GiB that the weights of loaded models may take, more than 0."));
        try
        {
            _ = ModelPlacement.Of(options.Device, options.DataType);
        }
        catch (FormatException error)
        {
            return ValidateOptionsResult.Fail($"{ModelsOptions.Section}:{error.Message}");
        }
        if (options.Download.Hub is { } hub && !HubOptions.IsWeb(hub))
            return ValidateOptionsResult.Fail($"Models:Download:Hub is \"{hub}\": give an address that begins with https:// or http://.");
        if (string.IsNullOrEmpty(options.Folder))
            return options.Download.Allowed ? ValidateOptionsResult.Fail("Models:Download:Allowed is true, but there is no Models:Folder to download into.") : ValidateOptionsResult.Success;
        if (options.Folder.Contains('\0', StringComparison.Ordinal))
            return ValidateOptionsResult.Fail("Models:Folder holds a NUL character: give the path of a folder.");
        return File.Exists(options.Folder)
            ? ValidateOptionsResult.Fail($"Models:Folder is \"{options.Folder}\", which is a file: give the folder that holds the model folders.")
            : ValidateOptionsResult.Success;
    }
}
