using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Patchscopes.Model.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Chooses a write, the prompt that it is put on, and where in it.</summary>
public sealed partial class PutForm
{
    private const string FileValue = "file";

    /// <summary>The page’s state.</summary>
    [Parameter, EditorRequired]
    public required StagesState State { get; set; }

    /// <summary>What the form says.</summary>
    [Parameter, EditorRequired]
    public required StageProof Draft { get; set; }

    private StagePut Put => Draft.Put!;

    private BlockRange Blocks => Draft.Blocks!.Value;

    private string Taken => Put.From is { } block ? block.ToString(CultureInfo.InvariantCulture) : FileValue;

    private int? Applying => State.Lane(Draft.Lane)?.Verdict?.ApplicationLayer;

    private LaneKey OtherLane => Draft.Lane is LaneKey.Twin ? LaneKey.Question : LaneKey.Twin;

    /// <summary>Prompts to try it on.</summary>
    private IEnumerable<(string Name, string Prompt, string Hint)> Suggestions
    {
        get
        {
            if (State.AnotherQuestion(Draft.Lane) is { } another)
                yield return ("another question", another, "The same prompt with its last question asked of something else");
            if (State.WordList(Draft.Lane) is { } list)
                yield return ("a list of words", list, "The paper’s prompt: words without a connection and the argument, over and over, so that a model may go on with the argument");
            if (State.Lane(OtherLane)?.Request.Prompt is { } prompt)
                yield return (OtherLane is LaneKey.Twin ? "the twin" : "the question", prompt, "The other lane’s prompt");
        }
    }

    private void Take(ChangeEventArgs chosen)
    {
        if (chosen.Value as string == FileValue)
            State.EditPut(Draft with { Put = Put with { From = null, File = State.File } });
        else if (Block(chosen) is { } block)
            State.EditPut(Draft with { Put = Put with { From = block, File = null } });
    }

    private void First(ChangeEventArgs chosen)
    {
        if (Block(chosen) is { } first)
            State.EditPut(Draft with { Blocks = new BlockRange(first, Math.Max(first, Blocks.Last)) });
    }

    private void Last(ChangeEventArgs chosen)
    {
        if (Block(chosen) is { } last)
            State.EditPut(Draft with { Blocks = new BlockRange(Math.Min(Blocks.First, last), last) });
    }

    private void Everywhere(ChangeEventArgs chosen) => State.EditPut(Draft with { Put = Put with { IsEverywhere = chosen.Value is true } });

    private void Onto(string prompt) => State.EditPut(Draft with { Put = Put with { Onto = prompt } });

    private Task PutOnAsync(string prompt)
    {
        Onto(prompt);
        return State.PutAsync();
    }

    private async Task ReadFileAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.File.Size > OVectorFile.LargestFile)
        {
            State.RefuseFile(string.Create(
                CultureInfo.InvariantCulture, $"{chosen.File.Name} has {chosen.File.Size:N0} bytes; an o-vector’s file has at most {OVectorFile.LargestFile:N0}."));
            return;
        }
        try
        {
            await using var stream = chosen.File.OpenReadStream(OVectorFile.LargestFile);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            State.TakeFile(chosen.File.Name, bytes.ToArray());
        }
        catch (IOException)
        {
            State.RefuseFile($"{chosen.File.Name} could not be read: choose it again.");
        }
    }

    private int? Block(ChangeEventArgs chosen) =>
        int.TryParse(chosen.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var block) && block <= State.LastBlock ? block : null;
}
