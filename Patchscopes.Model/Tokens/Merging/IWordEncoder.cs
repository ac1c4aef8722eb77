namespace Patchscopes.Model.Tokens.Merging;

/// <summary>Turns one part of a text into token ids.</summary>
internal interface IWordEncoder
{
    /// <summary>Adds the ids of a part, as the pre-tokenizer leaves it.</summary>
    void Encode(string part, List<int> ids);
}
