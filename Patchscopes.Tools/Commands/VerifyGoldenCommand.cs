using System.CommandLine;
using Patchscopes.Model.Running;
using Patchscopes.Tools.Verify;

namespace Patchscopes.Tools.Commands;

/// <summary>verify golden DIR: every golden case at or below a folder.</summary>
internal static class VerifyGoldenCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder with golden cases, at any depth: each a folder that holds a case.json." };
        var command = new Command("golden", "Runs golden cases and compares them with the reference implementation's numbers.") { folder };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder).FullName, parsed.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>A line per case; 0 only if there is one and all pass.</summary>
    public static int Run(string folder, TextWriter output)
    {
        var cases = GoldenCase.FoldersBelow(folder);
        if (cases.Count == 0)
        {
            output.WriteLine($"FAIL  no case found: no folder at or below {folder} holds a {GoldenCase.FileName}.");
            return 1;
        }
        // The models are tiny: several threads would spend their time waiting for each other.
        TorchSettings.Start(threads: 1);
        var passed = 0;
        foreach (var path in cases)
        {
            var outcome = GoldenVerifier.Verify(path);
            passed += outcome.Passes ? 1 : 0;
            output.WriteLine($"{(outcome.Passes ? "pass" : "FAIL")}  {NameOf(path, folder)}: {outcome.InWords()}");
        }
        output.WriteLine($"{passed} of {cases.Count} cases pass.");
        return passed == cases.Count ? 0 : 1;
    }

    private static string NameOf(string path, string root)
    {
        var relative = Path.GetRelativePath(root, path);
        return relative == "." ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : relative;
    }
}
