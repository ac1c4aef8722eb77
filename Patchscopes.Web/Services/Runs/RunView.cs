namespace Patchscopes.Web.Services.Runs;

/// <summary>What one page shows: the newest of its runs wins. Guarded by the <see cref="RunBook"/>.</summary>
internal sealed class RunView
{
    /// <summary>How many runs were asked for.</summary>
    public long Asked { get; set; }

    /// <summary>Which of them is shown.</summary>
    public long Shown { get; set; }

    public RunReader? Reader { get; set; }
}

/// <summary>A run's turn in its view, drawn when it was asked for.</summary>
internal sealed record ViewTurn(RunView View, long Number);
