using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>A cell that a visitor keeps, with the map that it is of.</summary>
/// <param name="Request">The map.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Top">What it says; null while that has not come.</param>
public sealed record Pin(SweepRequest Request, CellAddress Cell, TokenReading? Top);
