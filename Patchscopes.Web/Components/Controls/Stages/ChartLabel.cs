using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>A text in a picture. Written by hand because Razor keeps the element's name for itself.</summary>
public sealed class ChartLabel : ComponentBase
{
    /// <summary>"tick" or "axis".</summary>
    [Parameter]
    public string Class { get; set; } = "tick";

    /// <summary>From the left.</summary>
    [Parameter, EditorRequired]
    public double X { get; set; }

    /// <summary>Of the base line, from the top.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary>"start", "middle" or "end".</summary>
    [Parameter]
    public string Anchor { get; set; } = "middle";

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired]
    public required string Says { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", Class);
        builder.AddAttribute(2, "x", X.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "y", Y.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(4, "text-anchor", Anchor);
        builder.AddContent(5, Says);
        builder.CloseElement();
    }
}
