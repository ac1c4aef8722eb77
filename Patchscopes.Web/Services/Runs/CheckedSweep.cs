using System.Text;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Runs;

/// <summary>A request that can be run: its models, its prompts as tokens, and the plan in absolute positions.</summary>
/// <param name="Model">M*, which runs the target.</param>
/// <param name="SourceTokens">Tokens of S.</param>
/// <param name="TargetTokens">Tokens of T.</param>
/// <param name="Plan">The map.</param>
internal sealed record CheckedSweep(
    ILoadedModel Model, IReadOnlyList<Token> SourceTokens, IReadOnlyList<Token> TargetTokens, SweepPlan Plan)
{
    /// <summary>A run's own objects, its key and its place in the list.</summary>
    private const int ReadingsPerRun = 20;

    /// <summary>M, which runs the source.</summary>
    public required ILoadedModel SourceModel { get; init; }

    /// <summary>f.</summary>
    public MappingRequest Mapping { get; init; } = MappingRequest.Identity;

    /// <summary>What an affine map is fitted to; null for every other mapping.</summary>
    public FitTexts? FitTexts { get; init; }

    /// <summary>The answers as tokens.</summary>
    public IReadOnlyList<IReadOnlyList<Token>> Answers { get; init; } = [];

    /// <summary>Tokens written for each of <see cref="Written"/>.</summary>
    public int NewTokens { get; init; }

    /// <summary>The cells that texts are written for.</summary>
    public IReadOnlyList<(Layer Source, Layer Target)> Written { get; init; } = [];

    /// <summary>Tokens that each cell computes: from the first patched position to the read-out.</summary>
    public int TokensFromPatch => Math.Max(1, Plan.ReadoutPosition - Plan.Target.First + 1);

    /// <summary>Rows of one token that the map computes.</summary>
    public double Rows => RowsOf(Plan.Cells) + (Written.Count * (NewTokens + (NewTokens > 0 ? Plan.Target.Tokens.Count - Plan.Target.First : 0)));

    /// <summary>The same, and what fitting the mapping takes: what the map costs an address.</summary>
    public double Cost => Rows + (FitTexts is { } texts ? texts.Source.Concat(texts.Target).Sum(text => (double)text.Tokens.Count) : 0);

    /// <summary>About how many multiplications the map takes, up to a constant: one row per cell, through half the blocks.</summary>
    public double Work => WorkOf(Rows);

    /// <summary>Everything that determines the result, and the names under which it is shown.</summary>
    public string Key => new StringBuilder()
        .Append(NameOf(Model.Description)).Append('|').Append(NameOf(SourceModel.Description))
        .Append('|').AppendJoin(',', Plan.Source.Tokens).Append('@').Append(Plan.Source.Position)
        .Append('|').AppendJoin(',', Plan.Target.Tokens).Append('@').AppendJoin(',', Plan.Target.Also.Order().Prepend(Plan.Target.Position))
        .Append('|').Append(Plan.ReadoutPosition).Append('|').Append(Plan.TopK).Append('|').Append(Plan.Site)
        .Append('|').AppendJoin(',', Plan.SourceLayers).Append('|').AppendJoin(',', Plan.TargetLayers)
        .Append('|').Append(Mapping.Kind).Append(Mapping.Factor.ToString("R", System.Globalization.CultureInfo.InvariantCulture)).Append(FitTexts?.Key)
        .Append('|').AppendJoin(';', Plan.Answers.Select(answer => string.Join(',', answer)))
        .Append('|').Append(NewTokens).Append('x').Append(Written.Count).ToString();

    /// <summary>About how many multiplications some number of rows takes.</summary>
    public double WorkOf(double rows)
    {
        var model = Model.Description;
        return rows * model.Blocks * model.Width * model.Width;
    }

    /// <summary>Rows of some number of cells.</summary>
    public double RowsOf(double cells) => cells * TokensFromPatch * (1 + Answers.Count(answer => answer.Count > 1));

    /// <summary>About what a finished map takes in memory, in token readings: also what one cell of two long prompts keeps.</summary>
    public long Readings => ((long)Plan.Cells * (1 + Plan.TopK + Answers.Count)) + ((long)Written.Count * (1 + NewTokens)) + SourceTokens.Count + TargetTokens.Count + ReadingsPerRun;

    private static string NameOf(ModelDescription model) => $"{model.Name}:{model.Hash}:{model.DataType}";
}
