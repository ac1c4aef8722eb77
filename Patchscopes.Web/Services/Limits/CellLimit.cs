using System.Globalization;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Limits;

/// <summary>
/// How much each address may compute. The unit is the cell of a map whose patched token is also the one that is read: one
/// token, run through the model. All else is counted by the tokens that it runs, up to which the engine's time grows:
/// <list type="bullet">
/// <item>a map: its cells, each once for every token from the first patched one to the read-out (and again for each answer of
/// several tokens), the tokens of the texts that are written, and those of the texts that an affine map is fitted to;</item>
/// <item>an opened cell: two cells, the tokens written, and a cell for each control;</item>
/// <item>a lens: the states that it reads, blocks × tokens;</item>
/// <item>a trace: its prompt's tokens and three states a block; an intervention: two traces and the tokens of the runs that
/// vectors come from; a data set or an ablation: the traces of all its questions, in each form and at each step.</item>
/// </list>
/// A run is charged in the moment when it is queued, so one that is joined or replayed costs nothing, and what of it is not
/// computed, since everybody left or it broke, is given back.
/// </summary>
internal sealed class CellLimit(IOptions<LimitsOptions> options, CurrentVisitor visitor, TimeProvider time)
{
    private readonly LimitsOptions _options = options.Value;
    private readonly Budgets? _budgets = options.Value is { CellsPerSecond: > 0 and var perSecond, Burst: var most } ? new Budgets(perSecond, most, time) : null;

    /// <summary>Charges the current visitor's address; where there is none, nobody.</summary>
    /// <exception cref="RequestRefusedException">It has used up what it may compute for now.</exception>
    public CellCharge Charge(double cells)
    {
        if (_budgets is null || visitor.Address is not { } address)
            return CellCharge.None;
        var wait = _budgets.Take(address, cells);
        return wait == TimeSpan.Zero ? new CellCharge(cells, undone => _budgets.Return(address, undone)) : throw Refusal(wait);
    }

    private RequestRefusedException Refusal(TimeSpan wait) => new(RefusalReason.OverLimit, null, string.Create(CultureInfo.InvariantCulture,
        $"Your address has computed as much as it may for now ({_options.CellsPerSecond:N0} cells a second, {_options.Burst:N0} at once): ask again in {Words.Seconds(wait)}."))
    {
        RetryAfter = wait,
    };
}
