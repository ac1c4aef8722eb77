using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>Where a folder has its chat template.</summary>
internal static class ChatTemplateFile
{
    private const string FileName = "chat_template.jinja";

    /// <summary>That of a file of its own, which newer folders have; null where there is none.</summary>
    public static string? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{FileName} cannot be read.", error);
        }
    }

    /// <summary>That of tokenizer_config.json: a text, or a list of named ones, of which "default" is for plain messages.</summary>
    public static string? Of(JsonPart part)
    {
        if (!part.IsList)
            return part.OptionalText();
        return part.Items().Where(entry => entry["name"].Text() == "default").Select(entry => entry["template"].Text()).FirstOrDefault();
    }
}
