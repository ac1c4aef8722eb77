using System.CommandLine;
using Patchscopes.Tools.Commands;

var root = new RootCommand("Builds, measures and verifies what Patchscopes ships.")
{
    new Command("verify", "Compares what the engine computes with what it should.")
    {
        VerifyGoldenCommand.Create(),
        VerifyTokenizersCommand.Create(),
        VerifyAtlasCommand.Create(),
        VerifyStagesCommand.Create(),
        VerifySeedFiguresCommand.Create(),
    },
    DescribeCommand.Create(),
    BenchCommand.Create(),
    TrainCommand.Create(),
    DownloadCommand.Create(),
};
// A training writes its checkpoint before it stops.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
