namespace Patchscopes.Web.Services.Limits;

/// <summary>What an address was charged for a run.</summary>
internal sealed class CellCharge
{
    private readonly Action<double>? _giveBack;
    private double _cells;

    /// <param name="cells">How much.</param>
    /// <param name="giveBack">Gives some of it back to the address.</param>
    public CellCharge(double cells, Action<double> giveBack) => (_cells, _giveBack) = (cells, giveBack);

    private CellCharge()
    {
    }

    /// <summary>Nothing was charged.</summary>
    public static CellCharge None { get; } = new();

    /// <summary>Gives back the share of the run that was not computed, 0 … 1; once, for a run ends once.</summary>
    public void Settle(double undone)
    {
        var cells = Interlocked.Exchange(ref _cells, 0);
        if (cells > 0 && undone > 0)
            _giveBack?.Invoke(cells * Math.Min(undone, 1));
    }
}
