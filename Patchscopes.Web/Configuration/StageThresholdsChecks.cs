using Microsoft.Extensions.Options;
using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Stages" of appsettings.json: what the detector decides by.</summary>
internal sealed class StageThresholdsChecks : IValidateOptions<StageThresholds>
{
    public const string Section = "Stages";

    public ValidateOptionsResult Validate(string? name, StageThresholds options)
    {
        var problems = Shares(options).Where(share => !(share.Value is >= 0 and <= 1))
            .Select(share => FormattableString.Invariant($"{Section}:{share.Name} is {share.Value}: give 0 to 1."))
            .Concat(Counts(options).Where(count => count.Value < count.Least)
                .Select(count => FormattableString.Invariant($"{Section}:{count.Name} is {count.Value}: give {count.Least} or more.")))
            .ToList();
        if (options.WeakX > options.ClearX)
            problems.Add(FormattableString.Invariant($"{Section}:{nameof(options.WeakX)} is {options.WeakX}: give at most {nameof(options.ClearX)}, which is {options.ClearX}."));
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<(string Name, double Value)> Shares(StageThresholds options) =>
    [
        (nameof(options.LeastAnswerRank), options.LeastAnswerRank), (nameof(options.ClearX), options.ClearX),
        (nameof(options.WeakX), options.WeakX), (nameof(options.LeastTopProbability), options.LeastTopProbability),
    ];

    private static IEnumerable<(string Name, int Value, int Least)> Counts(StageThresholds options) =>
    [
        (nameof(options.HardSpanLayers), options.HardSpanLayers, 1), (nameof(options.SpanGap), options.SpanGap, 0),
        (nameof(options.LensDisagreement), options.LensDisagreement, 0), (nameof(options.FewBlocks), options.FewBlocks, 0),
    ];
}
