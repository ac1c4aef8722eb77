using System.Globalization;

namespace Patchscopes.Web.Exports;

/// <summary>A text that is written part by part, and refused when it grows longer than <see cref="LargestText"/> lets it.</summary>
internal sealed class BoundedText() : StringWriter(CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count)
    {
        base.Write(buffer, index, count);
        LargestText.Check(GetStringBuilder().Length);
    }
}
