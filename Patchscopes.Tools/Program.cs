using System.CommandLine;
using Patchscopes.Tools.Commands;

var root = new RootCommand("Builds, measures and verifies what Patchscopes ships.")
{
    new Command("verify", "Compares what the engine computes with what it should.")
    {
        VerifyGoldenCommand.Create(),
    },
};
return root.Parse(args).Invoke();
