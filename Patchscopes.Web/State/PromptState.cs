using System.Globalization;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>One prompt as it stands in its editor: the text, its tokens, and the token that was chosen.</summary>
public sealed class PromptState(PromptRole role)
{
    /// <summary>What a message calls the template, as a sentence begins.</summary>
    public const string ChatTemplate = "The chat template";

    /// <summary>Which of the two.</summary>
    public PromptRole Role { get; } = role;

    /// <summary>"source" or "target".</summary>
    public string Name => Role.Name();

    /// <summary>The exact text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Whether the text is a message, run as the model's chat template writes it.</summary>
    public bool IsChat { get; private set; }

    /// <summary>The prompt as a request asks for it.</summary>
    public PromptPosition Request => new(Text, Asked) { Chat = IsChat };

    /// <summary>Counts the texts that were set, so that the tokens of an older one are not taken for this one's.</summary>
    public int Version { get; private set; }

    /// <summary>The tokens, of <see cref="Text"/> or for a moment of the text before.</summary>
    public IReadOnlyList<Token> Tokens { get; private set; } = [];

    /// <summary>Whether <see cref="Tokens"/> are those of <see cref="Text"/>.</summary>
    public bool IsTokenized { get; private set; }

    /// <summary>The position that was asked for, negative from the end. It stays as it is while the text is edited.</summary>
    public int Wanted { get; set; } = -1;

    /// <summary>Why a run with this prompt was refused, or null.</summary>
    public string? Refusal { get; set; }

    /// <summary>The position that is used: the one asked for, or the last one where that does not exist; null without tokens.</summary>
    public int? Position =>
        Tokens.Count == 0 ? null : Wanted < 0 ? Math.Max(0, Tokens.Count + Wanted) : Math.Min(Wanted, Tokens.Count - 1);

    /// <summary>Whether the position that was asked for does not exist.</summary>
    public bool IsPositionLost => Tokens.Count > 0 && (Wanted >= Tokens.Count || Wanted < -Tokens.Count);

    /// <summary>The position as a request asks for it: as it was wanted, or what is used where that does not exist.</summary>
    public int Asked => IsPositionLost ? Position ?? -1 : Wanted;

    /// <summary>Says that the position is lost and what is used instead, or null.</summary>
    public string? PositionNotice => !IsPositionLost || Position is not { } used
        ? null
        : string.Create(CultureInfo.InvariantCulture,
            $"There is no token {Wanted} any more; token {used} is used instead. Click another one, or type on.");

    /// <summary>A warning about the last token, or null.</summary>
    public string? LastTokenWarning => IsTokenized && !IsChat && Text.EndsWith(' ')
        ? "Ends in a space. Models put the space in front of the next word, so they seldom go on well from here."
        : null;

    /// <summary>Takes a new text.</summary>
    public void SetText(string text)
    {
        Text = text;
        Version++;
        IsTokenized = false;
        Refusal = null;
    }

    /// <summary>Makes the text a message, or no message: its tokens change, and with them the last one, which is chosen.</summary>
    public void SetChat(bool isChat)
    {
        if (isChat == IsChat)
            return;
        (IsChat, Wanted) = (isChat, -1);
        SetText(Text);
    }

    /// <summary>Asks for the tokens of the text; a refusal of an older text says nothing about this one.</summary>
    /// <param name="service">Spells the text.</param>
    /// <param name="model">The model whose tokens they are.</param>
    /// <param name="gone">Cancelled when nobody looks at the prompt any more.</param>
    public async Task TokenizeAsync(IPatchscopeService service, string model, CancellationToken gone)
    {
        var version = Version;
        try
        {
            SetTokens(version, Text.Length == 0 ? [] : await service.TokenizeAsync(model, Text, IsChat, gone));
            if (version == Version)
                Refusal = null;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The visitor left.
        }
        catch (RequestRefusedException refused)
        {
            if (version == Version)
                Refusal = refused.Of(refused.Field is "chat" ? ChatTemplate : "The prompt");
        }
    }

    /// <summary>Takes the tokens of the text with this version; those of an older text are passed over.</summary>
    public void SetTokens(int version, IReadOnlyList<Token> tokens)
    {
        if (version != Version)
            return;
        Tokens = tokens;
        IsTokenized = true;
    }
}
