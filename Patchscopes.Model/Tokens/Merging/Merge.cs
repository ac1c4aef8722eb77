namespace Patchscopes.Model.Tokens.Merging;

/// <summary>Two pieces that become one.</summary>
internal readonly record struct Merge(string Left, string Right);
