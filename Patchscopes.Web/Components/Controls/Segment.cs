namespace Patchscopes.Web.Components.Controls;

/// <summary>One choice of <see cref="Segments{T}"/>.</summary>
/// <param name="Value">What it stands for.</param>
/// <param name="Key">Its name for tests.</param>
/// <param name="Words">What it says.</param>
/// <param name="Title">What it means.</param>
public sealed record Segment<T>(T Value, string Key, string Words, string Title);
