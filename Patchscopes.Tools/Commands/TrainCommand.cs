using System.CommandLine;

namespace Patchscopes.Tools.Commands;

/// <summary>train: makes the models that ship with Patchscopes.</summary>
internal static class TrainCommand
{
    public static Command Create() => new("train", "Trains what ships with Patchscopes.") { TrainAtlasCommand.Create("atlas", "one to two hours"), TrainAtlasCommand.Create("atlas-small", "about half an hour") };
}
