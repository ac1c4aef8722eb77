namespace Patchscopes.Model.Training.Evaluation;

/// <summary>A prompt and the answer that should follow it.</summary>
internal readonly record struct Exam(string Prompt, string Answer);

/// <summary>How a list of pairs is written: "left{Arrow}{Gap}right{Separator}left…".</summary>
internal readonly record struct ListStyle(string Arrow, string Gap, string Separator)
{
    public static ListStyle Tight(string separator) => new("->", "", separator);

    public static ListStyle Spaced(string separator) => new(" ->", " ", separator);

    /// <summary>A pair as it is shown, with what separates it from the next one.</summary>
    public string Show(string left, string right) => left + Arrow + Gap + right + Separator;

    /// <summary>The pairs shown, then the left side asked for; its right side is the answer.</summary>
    public Exam Ask(IEnumerable<Fact> shown, Fact asked)
    {
        var style = this;
        return new Exam(string.Concat(shown.Select(pair => style.Show(pair.Subject, pair.Answer))) + asked.Subject + Arrow, Gap + asked.Answer);
    }
}
