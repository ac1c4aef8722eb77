using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>The rest of the tuple: models, site, mapping, layers, further positions, and what each cell writes.</summary>
public sealed partial class ExplorerState
{
    /// <summary>What carries states from one model to another, unless the visitor says otherwise.</summary>
    private static readonly MappingRequest Carrying = new(MappingKind.Affine) { FitAt = FitPlaces.LastToken };

    private ModelDescription? _sourceModel;
    private int _sourceChoices;

    /// <summary>The tuple as it would be run now.</summary>
    public SweepRequest Tuple => Request();

    /// <summary>The name of the model that runs the source prompt.</summary>
    public string SourceModelName => Rest.SourceModel ?? ModelName;

    /// <summary>What that model is, once it is loaded.</summary>
    public ModelDescription? SourceModel => Rest.SourceModel is not { } name ? Model : _sourceModel?.Name == name ? _sourceModel : null;

    /// <summary>The name of the source model that is being loaded, or null.</summary>
    public string? LoadingSourceModel { get; private set; }

    /// <summary>Why the rest of the tuple was refused, or null.</summary>
    public string? TupleRefusal { get; private set; }

    /// <summary>The further patched positions, counted from the start where the target prompt has them; one that it lacks stays as it was asked for.</summary>
    public IReadOnlyList<int> AlsoPatched => [.. (Rest.AlsoPatched ?? []).Select(position => position < 0 && -position <= Target.Tokens.Count ? position + Target.Tokens.Count : position)];

    /// <summary>The layers of a role as a range; null where they are none.</summary>
    public LayerRange? Range(PromptRole role) => Blocks(role) is { } blocks ? LayerRange.Of(LayersOf(role), blocks) : null;

    /// <summary>Blocks of the model that runs a role's prompt; null while it is not loaded.</summary>
    public int? Blocks(PromptRole role) => (role is PromptRole.Source ? SourceModel : Model)?.Blocks;

    /// <summary>Another model is to run the source prompt, or the same again; the present one stays until it is loaded.</summary>
    public async Task ChooseSourceModelAsync(string name)
    {
        var choice = BeginSourceChoice();
        if (name == SourceModelName && SourceModel is not null)
        {
            Changed();
            return;
        }
        if (!await LoadSourceModelAsync(name == ModelName ? null : name, choice))
            return;
        Rest = Rest with { SourceModel = name == ModelName ? null : name, SourceLayers = null };
        // Nothing but a fitted map leads from one width to another.
        if (SourceModel?.Width != Model?.Width && Rest.Mapping.Kind is not MappingKind.Affine)
            Rest = Rest with { Mapping = Carrying };
        SetText(Source, Source.Text);
        await ChangeAsync();
    }

    /// <summary>Another place in the blocks was chosen; inside them there is no embedding output.</summary>
    public Task ChooseSiteAsync(PatchSite site) => ChangeAsync(Rest with
    {
        Site = site,
        SourceLayers = WithoutEmbedding(Rest.SourceLayers, site),
        TargetLayers = WithoutEmbedding(Rest.TargetLayers, site),
    });

    /// <summary>Another mapping was chosen.</summary>
    public Task MapAsync(MappingRequest mapping) => ChangeAsync(Rest with { Mapping = mapping });

    /// <summary>Other layers were chosen.</summary>
    public Task ChooseLayersAsync(PromptRole role, LayerRange range)
    {
        if (Blocks(role) is not { } blocks)
            return Task.CompletedTask;
        var layers = range.Within(blocks).Request(blocks);
        return ChangeAsync(role is PromptRole.Source ? Rest with { SourceLayers = layers } : Rest with { TargetLayers = layers });
    }

    /// <summary>A further position of the target prompt gets the vector too, or does not any more.</summary>
    public Task PatchAlsoAsync(int position, bool isPatched)
    {
        var others = AlsoWithout(position);
        return ChangeAsync(Rest with { AlsoPatched = isPatched ? [.. (others ?? []).Append(position).Order()] : others });
    }

    /// <summary>What each cell is to write.</summary>
    public Task WriteAsync(int newTokens, WrittenCells cells)
    {
        _ownTexts = null;
        return ChangeAsync(Rest with { NewTokens = Math.Clamp(newTokens, 0, SweepRequest.MostNewTokens), Writes = cells });
    }

    /// <summary>How many tokens each cell holds.</summary>
    public Task HoldAsync(int topK) => ChangeAsync(Rest with { TopK = Math.Clamp(topK, 1, SweepRequest.LargestTopK) });

    /// <summary>Everything but prompts, tokens and the target's model is as on the first visit.</summary>
    public Task ResetTupleAsync()
    {
        var source = Rest.SourceModel;
        BeginSourceChoice();
        Rest = Defaults(ModelName);
        TakeTexts();
        if (source is not null)
            SetText(Source, Source.Text);
        return ChangeAsync();
    }

    private Task ChangeAsync(SweepRequest rest)
    {
        if (rest == Rest)
            return Task.CompletedTask;
        Rest = rest;
        return ChangeAsync();
    }

    private Task ChangeAsync()
    {
        TupleRefusal = null;
        return RunAsync(push: true);
    }

    /// <summary>The further patched positions without one: i* is patched already, and given twice it is refused.</summary>
    private List<int>? AlsoWithout(int position)
    {
        List<int> others = [.. AlsoPatched.Where(other => other != position)];
        return others.Count == 0 ? null : others;
    }

    private IReadOnlyList<Layer>? LayersOf(PromptRole role) => role is PromptRole.Source ? Rest.SourceLayers : Rest.TargetLayers;

    private static List<Layer>? WithoutEmbedding(IReadOnlyList<Layer>? layers, PatchSite site) =>
        layers is null ? null : [.. layers.Where(layer => site is PatchSite.Residual || !layer.IsEmbedding)];

    /// <summary>The newest choice of a source model counts: one that is still being loaded is not waited for any more.</summary>
    private int BeginSourceChoice()
    {
        LoadingSourceModel = null;
        return ++_sourceChoices;
    }

    /// <summary>Loads the source model that a link names, and leaves one out that cannot be used.</summary>
    private async Task LoadLinkedSourceModelAsync()
    {
        var choice = BeginSourceChoice();
        if (!await LoadSourceModelAsync(Rest.SourceModel, choice) && choice == _sourceChoices)
            Rest = Rest with { SourceModel = null, SourceLayers = null };
    }

    /// <summary>Loads the model that runs the source prompt; false where it cannot be used, and a message says so, or where a newer choice came or the visitor left.</summary>
    private async Task<bool> LoadSourceModelAsync(string? name, int choice)
    {
        if (name is null)
            return true;
        LoadingSourceModel = name;
        Changed();
        try
        {
            var description = await service.DescribeAsync(name, _gone.Token);
            if (_disposed || choice != _sourceChoices)
                return false;
            _sourceModel = description;
            return true;
        }
        catch (RequestRefusedException refused)
        {
            if (choice == _sourceChoices)
                Problems = [.. Problems, new FieldProblem("sourceModel", refused.Message)];
            return false;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (choice == _sourceChoices)
                LoadingSourceModel = null;
            Changed();
        }
    }

    /// <summary>What a message calls a part of the tuple, as a sentence begins; null for other fields.</summary>
    private static string? NameOf(string field) => field switch
    {
        "sourceModel" => "The source model",
        "alsoPatched" => "The list of patched tokens",
        "mapping.kind" => "The mapping",
        "mapping.factor" => "The factor",
        "mapping.texts" => "The list of texts",
        "sourceLayers" => "The source layers",
        "targetLayers" => "The target layers",
        "answers" => "The list of answers",
        "newTokens" => "The number of tokens to write",
        "topK" => "The number of tokens in a cell",
        _ => null,
    };
}
