namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>A part of a whole.</summary>
/// <param name="Name">In the list.</param>
/// <param name="Class">Chooses its colour.</param>
/// <param name="Count">How many it has.</param>
/// <param name="IsAlwaysListed">Whether it is listed where it has none.</param>
public sealed record SharePart(string Name, string Class, int Count, bool IsAlwaysListed = false);
