namespace Patchscopes.Model.Tokens;

/// <summary>A token that is matched in a text before anything else.</summary>
/// <param name="Id">Its row in the token embedding.</param>
/// <param name="Content">Its exact text.</param>
/// <param name="TakesLeft">Whether it takes in the white space before it ("lstrip").</param>
/// <param name="TakesRight">Whether it takes in the white space after it ("rstrip").</param>
/// <param name="SingleWord">Whether it is matched only between characters that belong to no word.</param>
/// <param name="Normalized">Whether it is matched after normalization, itself normalized, instead of before.</param>
internal sealed record AddedToken(
    int Id, string Content, bool TakesLeft = false, bool TakesRight = false, bool SingleWord = false, bool Normalized = false);
