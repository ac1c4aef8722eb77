using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.State;

/// <summary>A cell of the map: ℓ and ℓ*.</summary>
public readonly record struct CellAddress(Layer Source, Layer Target)
{
    private const char Separator = '-';

    /// <summary>Reads "0-11" or "emb-3".</summary>
    public static bool TryParse(string? text, out CellAddress cell)
    {
        cell = default;
        var parts = (text ?? "").Split(Separator);
        if (parts.Length != 2 || !Layer.TryParse(parts[0], out var source) || !Layer.TryParse(parts[1], out var target))
            return false;
        cell = new CellAddress(source, target);
        return true;
    }

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => $"{Source}{Separator}{Target}";
}

/// <summary>All that a link to the explorer says: the map asked for the cell that is open, and how they are shown.</summary>
public sealed record ExplorerView(SweepRequest Request, CellAddress? Cell)
{
    /// <summary>How the map is shown.</summary>
    public MapLook Look { get; init; } = MapLook.Default;

    /// <summary>The cells of this map that are pinned.</summary>
    public IReadOnlyList<CellAddress> Pins { get; init; } = [];

    /// <summary>The map that it is compared with, or null.</summary>
    public SweepRequest? With { get; init; }
}

/// <summary>A field of a link or a request that cannot be used, with words for the visitor.</summary>
public sealed record FieldProblem(string Field, string Message);

/// <summary>What was read from an address.</summary>
/// <param name="View">The view; fields that were missing or bad have their default.</param>
/// <param name="IsBlank">Whether the address asks for nothing, as on a first visit.</param>
/// <param name="Problems">The fields that could not be read.</param>
public sealed record ExplorerLink(ExplorerView View, bool IsBlank, IReadOnlyList<FieldProblem> Problems);
