namespace Patchscopes.Model.Checkpoints.Description;

/// <summary>Sizes of files as people say them.</summary>
public static class FileSize
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>Three digits and a decimal unit: "14.5 GB".</summary>
    /// <param name="bytes">The size, at least 0.</param>
    public static string InWords(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1000 && unit < Units.Length - 1)
            (size, unit) = (size / 1000, unit + 1);
        var format = unit == 0 || size >= 100 ? "0" : size >= 10 ? "0.0" : "0.00";
        return $"{size.ToString(format, System.Globalization.CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
