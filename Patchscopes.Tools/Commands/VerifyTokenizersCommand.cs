using System.CommandLine;
using Patchscopes.Tools.Verify.Tokenizers;

namespace Patchscopes.Tools.Commands;

/// <summary>verify tokenizers DIR: every tokenizer with expected ids at or below a folder.</summary>
internal static class VerifyTokenizersCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder with tokenizers, at any depth: each a folder that holds tokenizer files and an expected.json." };
        var command = new Command("tokenizers", "Encodes and decodes texts and compares with the reference implementation's ids, pieces and texts.") { folder };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder).FullName, parsed.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>A line per tokenizer; 0 only if there is one and every text of each is equal.</summary>
    public static int Run(string folder, TextWriter output)
    {
        var cases = TokenizerCase.FoldersBelow(folder);
        if (cases.Count == 0)
        {
            output.WriteLine($"FAIL  no tokenizer found: no folder at or below {folder} holds a {TokenizerCase.FileName} with tokenizer files beside it.");
            return 1;
        }
        var passed = 0;
        foreach (var path in cases)
        {
            var outcome = TokenizerOutcome.Of(path);
            passed += outcome.Passes ? 1 : 0;
            output.WriteLine($"{(outcome.Passes ? "pass" : "FAIL")}  {NameOf(path, folder)}: {outcome.InWords()}");
            if (outcome.FirstDifference is { } difference)
                output.WriteLine($"      first difference: {difference}");
        }
        output.WriteLine($"{passed} of {cases.Count} tokenizers pass.");
        return passed == cases.Count ? 0 : 1;
    }

    private static string NameOf(string path, string root)
    {
        var relative = Path.GetRelativePath(root, path);
        return relative == "." ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : relative;
    }
}
