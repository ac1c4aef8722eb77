using System.Globalization;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>What tokenizer_config.json and the smaller files beside it say.</summary>
internal sealed record TokenizerSettings
{
    public const string FileName = "tokenizer_config.json";

    private const string AddedFile = "added_tokens.json";
    private const string MapFile = "special_tokens_map.json";

    /// <summary>Roles that the files give to tokens; each such token is matched as a special one.</summary>
    private static readonly string[] Roles =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "additional_special_tokens"];

    /// <summary>The tokenizer class that is named, or the one of the model; null where neither says.</summary>
    public TokenizerClass? Class { get; init; }

    /// <summary>Whether BOS is put before a prompt; null where the file does not say.</summary>
    public bool? AddsBegin { get; private init; }

    /// <summary>Whether EOS is put after a prompt.</summary>
    public bool AddsEnd { get; private init; }

    /// <summary>Whether a space is put before a prompt; null where the file does not say.</summary>
    public bool? AddsSpace { get; private init; }

    /// <summary>Whether a tokenizer.model also puts a space after each special token; Llama's first behaviour, and the default.</summary>
    public bool IsLegacy { get; private init; } = true;

    /// <summary>BOS, or null.</summary>
    public string? BeginText { get; private init; }

    /// <summary>EOS, or null.</summary>
    public string? EndText { get; private init; }

    /// <summary>Added tokens with their ids.</summary>
    public IReadOnlyList<AddedToken> Added { get; private init; } = [];

    /// <summary>Tokens that have a role: the file, the role, and the token with an id that does not count.</summary>
    public IReadOnlyList<(string File, string Role, AddedToken Token)> WithRoles { get; private init; } = [];

    /// <summary>The chat template, in Jinja; null where there is none.</summary>
    public string? ChatTemplate { get; private init; }

    /// <summary>Special tokens by role, for the chat template.</summary>
    public IReadOnlyDictionary<string, string> SpecialTexts()
    {
        var texts = new Dictionary<string, string>();
        foreach (var (_, role, token) in WithRoles.Where(entry => entry.Role.EndsWith("_token", StringComparison.Ordinal)))
            texts.TryAdd(role, token.Content);
        if (Class?.BeginText is { } begin)
            texts.TryAdd("bos_token", begin);
        if (Class?.EndText is { } end)
            texts.TryAdd("eos_token", end);
        return texts;
    }

    /// <summary>Reads what there is of the files.</summary>
    public static TokenizerSettings Read(string folder)
    {
        var added = new List<AddedToken>();
        var roles = new List<(string, string, AddedToken)>();
        var settings = Optional(folder, FileName, root => FromConfig(root, added, roles)) ?? new TokenizerSettings();
        _ = Optional(folder, MapFile, root => AddRoles(root, roles));
        _ = Optional(folder, AddedFile, root => AddPlain(root, added));
        return settings with
        {
            Class = settings.Class ?? TokenizerClass.OfModel(folder),
            Added = added,
            WithRoles = roles,
            ChatTemplate = ChatTemplateFile.Read(folder) ?? settings.ChatTemplate,
        };
    }

    private static TokenizerSettings FromConfig(JsonPart root, List<AddedToken> added, List<(string, string, AddedToken)> roles)
    {
        foreach (var (name, token) in root["added_tokens_decoder"].Members())
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id > TokenizerFiles.LargestId)
                throw new ModelLoadException($"{FileName} is not laid out as expected: {token.Path} is not a token id.");
            added.Add(AddedTokenJson.Read(token, id));
        }
        AddRoles(root, roles);
        return new TokenizerSettings
        {
            Class = root["tokenizer_class"].OptionalText() is { } named ? TokenizerClass.OfName(named) : null,
            AddsBegin = Tristate(root["add_bos_token"]),
            AddsEnd = root["add_eos_token"].Flag(),
            AddsSpace = Tristate(root["add_prefix_space"]),
            IsLegacy = root["legacy"].Flag(absent: true),
            BeginText = root["bos_token"].IsMissing ? null : AddedTokenJson.Content(root["bos_token"]),
            ChatTemplate = ChatTemplateFile.Of(root["chat_template"]),
            EndText = root["eos_token"].IsMissing ? null : AddedTokenJson.Content(root["eos_token"]),
        };
    }

    private static bool AddPlain(JsonPart root, List<AddedToken> added)
    {
        foreach (var (text, id) in root.Members())
        {
            if (added.All(token => token.Content != text))
                added.Add(new AddedToken(id.TokenId(), text));
        }
        return true;
    }

    private static bool AddRoles(JsonPart root, List<(string File, string Role, AddedToken Token)> roles)
    {
        foreach (var role in Roles)
        {
            var given = root[role];
            if (!given.IsMissing)
                roles.AddRange((given.IsList ? given.Items() : [given]).Select(token => (root.File, role, AddedTokenJson.Read(token, -1))));
        }
        return true;
    }

    private static bool? Tristate(JsonPart part) => part.IsMissing ? null : part.Flag();

    private static T? Optional<T>(string folder, string file, Func<JsonPart, T> read)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? JsonPart.Read(path, read) : default;
    }
}
