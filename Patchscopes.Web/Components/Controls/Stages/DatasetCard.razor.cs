using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>The stages over a whole data set: progress, curves, distributions, every question as a dot, files.</summary>
public sealed partial class DatasetCard
{
    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>What is asked and what came.</summary>
    [Parameter, EditorRequired]
    public required DatasetState State { get; set; }

    /// <summary>The page's model.</summary>
    [Parameter, EditorRequired]
    public required string Model { get; set; }

    /// <summary>The page's decoder.</summary>
    [Parameter]
    public LensKind Decoder { get; set; }

    /// <summary>A question was clicked.</summary>
    [Parameter]
    public EventCallback<DatasetVerdict> Opened { get; set; }

    private int Count => State.Rows?.Count ?? State.Relations.FirstOrDefault(relation => relation.Name == State.Relation)?.Rows ?? 0;

    private IReadOnlyDictionary<StageLabel, int> Labels =>
        State.Summary?.Labels ?? State.Shown.CountBy(verdict => verdict.Label).ToDictionary();

    private string BaseName => $"stages-{State.Started?.Relation ?? "own"}-{State.Started?.Model}".Replace(' ', '-');

    private Task RunAsync() => State.RunAsync(Model, Decoder);

    private Task AblateAsync() => State.AblateAsync(Model);

    private void Choose(ChangeEventArgs chosen)
    {
        if (chosen.Value is string { Length: > 0 } relation)
            State.Choose(relation);
    }

    private async Task ReadFileAsync(InputFileChangeEventArgs chosen)
    {
        try
        {
            if (chosen.File.Size > DatasetFiles.LargestFile)
                throw new FormatException($"{chosen.File.Name} has {chosen.File.Size >> 20} MB; at most {DatasetFiles.LargestFile >> 20} MB are read.");
            await using var stream = chosen.File.OpenReadStream(DatasetFiles.LargestFile);
            using var reader = new StreamReader(stream);
            State.Take(chosen.File.Name, DatasetFiles.Read(await reader.ReadToEndAsync()));
        }
        catch (FormatException unreadable)
        {
            State.Refuse(unreadable.Message);
        }
        catch (IOException)
        {
            State.Refuse($"{chosen.File.Name} could not be read: choose it again.");
        }
    }

    private Task SaveCsvAsync() => SaveAsync("csv", "text/csv", DatasetFiles.ToCsv(State.Verdicts));

    private Task SaveJsonAsync() => SaveAsync("json", "application/json", DatasetFiles.ToJson(State.Started!, State.Verdicts, State.Summaries));

    private async Task SaveAsync(string extension, string type, string text)
    {
        try
        {
            await using var module = await JS.InvokeAsync<IJSObjectReference>("import", "./js/download.js");
            await module.InvokeVoidAsync("save", $"{BaseName}.{extension}", type, text);
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // The visitor left meanwhile.
        }
    }

    private List<string> Removed(AblationStarted ablated) =>
        [.. Enumerable.Range(0, ablated.Steps).Select(step => step < State.Steps.Count ? (ablated.Blocks - State.Steps[step].RemovedFrom).ToString(CultureInfo.InvariantCulture) : "")];

    private List<double> Shares(Func<AblationStepped, AnswerCount> of) =>
        [.. State.Steps.Select(of).Select(count => count.Total == 0 ? 0 : count.Right / (double)count.Total)];

    /// <summary>The step at which the two forms differ most, in words.</summary>
    private string AblationSentence(AblationStarted ablated)
    {
        var widest = State.Steps.MaxBy(step => step.Extractive.Right - step.Abstractive.Right)!;
        return widest.Extractive.Right <= widest.Abstractive.Right
            ? "No step keeps more of the copied answers than of the recalled ones."
            : string.Create(CultureInfo.InvariantCulture,
                $"Without the top {ablated.Blocks - widest.RemovedFrom} MLPs {widest.Extractive.Right} of {widest.Extractive.Total} answers that can be copied are still right, and {widest.Abstractive.Right} of {widest.Abstractive.Total} that must be recalled.");
    }
}
