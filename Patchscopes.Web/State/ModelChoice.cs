using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>
/// The model of a page: which one it is, which one is being loaded, and which could be chosen. The newest choice wins.
/// </summary>
/// <param name="service">Describes and loads.</param>
/// <param name="changed">Called after every change that shows.</param>
/// <param name="refuse">Told why a model cannot be used.</param>
internal sealed class ModelChoice(IPatchscopeService service, Action changed, Action<FieldProblem> refuse)
{
    private int _choices;

    /// <summary>The model's name; empty before the first.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the model is, once it is loaded.</summary>
    public ModelDescription? Description { get; private set; }

    /// <summary>The name of the model that is being loaded, or null.</summary>
    public string? Loading { get; private set; }

    /// <summary>The models that could be chosen when it was last looked.</summary>
    public IReadOnlyList<ModelSummary> All { get; private set; } = [];

    /// <summary>Looks which models there are: a scan of their folder, and so not for every drawing.</summary>
    public void List() => All = service.Models();

    /// <summary>A link names a model, to be loaded next; true where it is another one than before, of which nothing is known yet.</summary>
    public bool TakeName(string name)
    {
        if (name == Name)
            return false;
        (Name, Description) = (name, null);
        return true;
    }

    /// <summary>A choice begins; its number tells whether it is still the newest.</summary>
    public int Begin() => ++_choices;

    /// <summary>Whether no other choice was begun after it.</summary>
    public bool IsNewest(int choice) => choice == _choices;

    /// <summary>Loads the model that has the name, or the first one where that cannot be used.</summary>
    public async Task LoadAsync(int choice, CancellationToken cancellationToken)
    {
        var description = await DescribeAsync(Name, choice, cancellationToken);
        if (description is null && IsNewest(choice) && TakeName(All[0].Name))
            description = await DescribeAsync(Name, choice, cancellationToken);
        if (Name == description?.Name)
            Description = description;
    }

    /// <summary>Loads another model, and takes it when it is there; false where it cannot be used, or where a newer choice came or the visitor left.</summary>
    public async Task<bool> ChooseAsync(string name, CancellationToken cancellationToken)
    {
        var choice = Begin();
        try
        {
            var description = await DescribeAsync(name, choice, cancellationToken);
            if (description is null || !IsNewest(choice) || cancellationToken.IsCancellationRequested)
                return false;
            (Name, Description) = (name, description);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>What a model is, loading it if need be, which the page says; null, and a message, where it cannot be used.</summary>
    private async Task<ModelDescription?> DescribeAsync(string name, int choice, CancellationToken cancellationToken)
    {
        Loading = name;
        changed();
        try
        {
            return await service.DescribeAsync(name, cancellationToken);
        }
        catch (RequestRefusedException refused)
        {
            if (IsNewest(choice))
                refuse(new FieldProblem("model", refused.Message));
            return null;
        }
        finally
        {
            if (IsNewest(choice))
                Loading = null;
            changed();
        }
    }
}
