namespace Patchscopes.Model.Tokens.Normalizing;

/// <summary>Rewrites a text before it is split; a part of tokenizer.json.</summary>
internal abstract record Normalizer
{
    /// <summary>The rewritten text.</summary>
    public abstract string Apply(string text);

    /// <summary>Whether something is put before a text.</summary>
    public virtual bool AddsPrefix => false;

    /// <summary>The same without what is put before a text: for a text that follows another.</summary>
    public virtual Normalizer WithoutPrefix() => this;
}

/// <summary>NFC or NFD.</summary>
internal sealed record CanonicalNormalizer(bool Composes) : Normalizer
{
    public override string Apply(string text) => Composes ? CanonicalForm.Compose(text) : CanonicalForm.Decompose(text);
}

/// <summary>Puts something before a text that is not empty: SentencePiece's dummy prefix.</summary>
internal sealed record PrependNormalizer(string Prefix) : Normalizer
{
    public override bool AddsPrefix => true;

    public override string Apply(string text) => text.Length == 0 ? text : Prefix + text;

    public override Normalizer WithoutPrefix() => new NormalizerSequence([]);
}

/// <summary>Replaces a string wherever it occurs.</summary>
internal sealed record ReplaceNormalizer(string Old, string New) : Normalizer
{
    public override string Apply(string text) => text.Replace(Old, New, StringComparison.Ordinal);
}

/// <summary>One after the other.</summary>
internal sealed record NormalizerSequence(IReadOnlyList<Normalizer> Parts) : Normalizer
{
    public override bool AddsPrefix => Parts.Any(part => part.AddsPrefix);

    public override string Apply(string text) => Parts.Aggregate(text, (rewritten, part) => part.Apply(rewritten));

    public override Normalizer WithoutPrefix() => new NormalizerSequence([.. Parts.Select(part => part.WithoutPrefix())]);
}
