using Patchscopes.Model.Tokens.Chat.Jinja;

namespace Patchscopes.Model.Tokens.Chat;

/// <summary>
/// The chat template of an instruct model: writes a message as the model was trained to read it, with the markers of roles
/// and up to where the model's answer begins. Safe from any thread.
/// </summary>
public sealed class ChatTemplate
{
    private readonly IReadOnlyList<JinjaStatement>? _template;
    private readonly IReadOnlyDictionary<string, string> _specialTexts;

    /// <param name="source">The Jinja template.</param>
    /// <param name="specialTexts">Special tokens by the names that the template knows them by: "bos_token" and its like.</param>
    internal ChatTemplate(string source, IReadOnlyDictionary<string, string> specialTexts)
    {
        _specialTexts = specialTexts;
        try
        {
            _template = JinjaParser.Parse(source);
        }
        catch (ChatTemplateException error)
        {
            Refusal = error.Message;
        }
    }

    /// <summary>Why the template can never be applied, naming what it uses that is not implemented; null where it can.</summary>
    public string? Refusal { get; }

    /// <summary>The text that the model reads for a message of a user.</summary>
    /// <param name="user">The message.</param>
    /// <param name="system">The system message before it; null for none, upon which some templates put their own.</param>
    /// <param name="clock">Tells the date to templates that ask for it; the system's where it is not given.</param>
    /// <exception cref="ChatTemplateException">The template uses what is not implemented, or refuses the messages.</exception>
    public string Apply(string user, string? system = null, TimeProvider? clock = null)
    {
        if (_template is null)
            throw new ChatTemplateException(Refusal!);
        var messages = new List<object?>();
        if (system is not null)
            messages.Add(Message("system", system));
        messages.Add(Message("user", user));
        var variables = _specialTexts.ToDictionary(entry => entry.Key, entry => (object?)entry.Value);
        variables["messages"] = messages;
        variables["add_generation_prompt"] = true;
        // As transformers has it: these two are there, and None.
        variables["tools"] = null;
        variables["documents"] = null;
        // Templates ask whether a function is defined before they call it.
        foreach (var function in JinjaFunctions.Names)
            variables.TryAdd(function, true);
        try
        {
            return JinjaStatement.Text(_template, new JinjaScope(variables, clock ?? TimeProvider.System));
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new ChatTemplateException($"The chat template was stopped: {error.Message}");
        }
    }

    private static Dictionary<string, object?> Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
