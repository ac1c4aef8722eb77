using Microsoft.AspNetCore.Components;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Reciprocal ranks of argument and answer over the blocks, from left to right and, for narrow pages, from bottom to top.</summary>
public sealed partial class RankCurves
{
    /// <summary>How many blocks the axis has.</summary>
    [Parameter, EditorRequired]
    public required int Blocks { get; set; }

    /// <summary>1/rank of the argument by block, as far as it has come.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<double?> Argument { get; set; }

    /// <summary>1/rank of the answer by block, as far as it has come.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<double?> Answer { get; set; }
}
