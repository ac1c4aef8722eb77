namespace Patchscopes.Model.Tokens;

/// <summary>One token of a prompt or of a reading.</summary>
/// <param name="Id">Its row in the token embedding.</param>
/// <param name="Text">Its exact text, spaces kept; bytes that are no whole character show as U+FFFD.</param>
/// <param name="Display">
/// Its visible form: ␣ for a space, ⏎ for a line feed, ⇥ for a tab, ↵ for a carriage return, ∅ for nothing,
/// ‹0xE2› for each byte of an incomplete character. Untrusted text: encode it wherever it is shown.
/// </param>
public sealed record Token(int Id, string Text, string Display);
