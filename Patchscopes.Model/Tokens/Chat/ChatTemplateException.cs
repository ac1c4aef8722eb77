namespace Patchscopes.Model.Tokens.Chat;

/// <summary>
/// A chat template that cannot be applied: it uses something that is not implemented, is damaged, or itself refuses the
/// messages. The message may be shown to a visitor.
/// </summary>
public sealed class ChatTemplateException(string message) : Exception(message);
