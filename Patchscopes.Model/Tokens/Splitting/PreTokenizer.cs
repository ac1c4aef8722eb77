namespace Patchscopes.Model.Tokens.Splitting;

/// <summary>A part of a text that is encoded apart.</summary>
/// <param name="Text">The part, possibly rewritten.</param>
/// <param name="IsFirst">Whether the whole text begins with it.</param>
internal readonly record struct TextPart(string Text, bool IsFirst);

/// <summary>Splits a text into parts that are encoded apart; a part of tokenizer.json.</summary>
internal abstract record PreTokenizer
{
    /// <summary>The parts of a part, in order.</summary>
    public abstract IEnumerable<TextPart> Split(TextPart part);

    /// <summary>Whether the parts come out in the byte alphabet.</summary>
    public virtual bool SpellsBytes => false;

    /// <summary>Whether something is put before a text that begins with no space.</summary>
    public virtual bool AddsPrefix => false;

    /// <summary>The same without what is put before a text: for a text that follows another.</summary>
    public virtual PreTokenizer WithoutPrefix() => this;

    /// <summary>The stretches of a part; only the first can begin the whole text.</summary>
    protected static IEnumerable<TextPart> Parts(TextPart part, IEnumerable<Range> ranges)
    {
        foreach (var range in ranges)
        {
            var (start, length) = range.GetOffsetAndLength(part.Text.Length);
            if (length > 0)
                yield return new TextPart(part.Text.Substring(start, length), part.IsFirst && start == 0);
        }
    }
}

/// <summary>Spells a text in the byte alphabet, after GPT-2's split where it is asked for.</summary>
internal sealed record ByteLevelPreTokenizer(bool AddsSpace, bool Splits) : PreTokenizer
{
    public override bool SpellsBytes => true;

    public override bool AddsPrefix => AddsSpace;

    public override IEnumerable<TextPart> Split(TextPart part)
    {
        if (AddsSpace && !part.Text.StartsWith(' '))
            part = part with { Text = " " + part.Text };
        return Parts(part, Splits ? Gpt2Split.Of(part.Text) : [Range.All]).Select(piece => piece with { Text = ByteAlphabet.Spell(piece.Text) });
    }

    public override PreTokenizer WithoutPrefix() => this with { AddsSpace = false };
}

/// <summary>Splits at what a pattern matches.</summary>
internal sealed record PatternPreTokenizer(ISplitPattern Pattern, SplitBehavior Behavior, bool Inverts) : PreTokenizer
{
    public override IEnumerable<TextPart> Split(TextPart part)
    {
        var stretches = Pattern.Find(part.Text);
        return Parts(part, Behavior.Join(Inverts ? stretches.Select(stretch => stretch with { Matches = !stretch.Matches }) : stretches));
    }
}

/// <summary>Writes spaces as another character, puts one before the text, and splits before each where it is asked for.</summary>
internal sealed record MetaspacePreTokenizer(char Replacement, PrefixPlace Prefix, bool Splits) : PreTokenizer
{
    public override bool AddsPrefix => Prefix != PrefixPlace.Never;

    public override IEnumerable<TextPart> Split(TextPart part)
    {
        var text = part.Text.Replace(' ', Replacement);
        if ((Prefix == PrefixPlace.Always || (Prefix == PrefixPlace.First && part.IsFirst)) && !text.StartsWith(Replacement))
            text = Replacement + text;
        part = part with { Text = text };
        return Splits ? Parts(part, SplitBehavior.MergedWithNext.Join(new CharacterPattern(rune => rune.Value == Replacement).Find(text))) : [part];
    }

    public override PreTokenizer WithoutPrefix() => this with { Prefix = PrefixPlace.Never };
}

/// <summary>Where a Metaspace puts a space that the text does not have.</summary>
internal enum PrefixPlace
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>Before the text alone.</summary>
    First,

    /// <summary>Also after each added token.</summary>
    Always,
}

/// <summary>Puts something before the whole text, and nothing after an added token.</summary>
internal sealed record FirstPrefixPreTokenizer(string Prefix) : PreTokenizer
{
    public override bool AddsPrefix => true;

    public override IEnumerable<TextPart> Split(TextPart part) => [part.IsFirst ? part with { Text = Prefix + part.Text } : part];

    public override PreTokenizer WithoutPrefix() => new PreTokenizerSequence([]);
}

/// <summary>One after the other.</summary>
internal sealed record PreTokenizerSequence(IReadOnlyList<PreTokenizer> Steps) : PreTokenizer
{
    public override bool SpellsBytes => Steps.Any(step => step.SpellsBytes);

    public override bool AddsPrefix => Steps.Any(step => step.AddsPrefix);

    public override IEnumerable<TextPart> Split(TextPart part) =>
        Steps.Aggregate((IEnumerable<TextPart>)[part], (parts, step) => parts.SelectMany(step.Split));

    public override PreTokenizer WithoutPrefix() => new PreTokenizerSequence([.. Steps.Select(step => step.WithoutPrefix())]);
}
