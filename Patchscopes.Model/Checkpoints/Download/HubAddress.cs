namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Addresses below that of a hub, which may itself lie below a host's root.</summary>
internal static class HubAddress
{
    public static Uri Of(HubOptions options, string path) => new($"{options.Address.AbsoluteUri.TrimEnd('/')}/{path}");

    public static Uri OfFile(HubOptions options, ModelName model, string revision, string file) =>
        Of(options, $"{model}/resolve/{Uri.EscapeDataString(revision)}/{Uri.EscapeDataString(file)}");
}
