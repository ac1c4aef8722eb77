namespace Patchscopes.Model.Tokens.Files;

/// <summary>Reads an added token, which is written as its text or as an object with options.</summary>
internal static class AddedTokenJson
{
    public static AddedToken Read(JsonPart token, int id) => token.IsText
        ? new AddedToken(id, token.Text())
        : new AddedToken(
            id, Content(token), token["lstrip"].Flag(), token["rstrip"].Flag(), token["single_word"].Flag(),
            // Hugging Face's default: special tokens are looked for in the text as it is, others in the normalized one.
            token["normalized"].Flag(absent: !token["special"].Flag()));

    /// <summary>Its text.</summary>
    public static string Content(JsonPart token) => token.IsText ? token.Text() : token["content"].Text();
}
