namespace Patchscopes.Web.State;

/// <summary>How a page's run stands.</summary>
public enum RunStatus
{
    /// <summary>Nothing was asked for yet.</summary>
    Idle,

    /// <summary>Something changed; the run starts when the typing pauses.</summary>
    Waiting,

    /// <summary>Asked for, and not yet begun.</summary>
    Queued,

    /// <summary>Cells are coming.</summary>
    Running,

    /// <summary>Every cell has come.</summary>
    Done,

    /// <summary>Stopped by the visitor; what came stays.</summary>
    Cancelled,

    /// <summary>Broke in mid-run; what came stays.</summary>
    Failed,

    /// <summary>Cannot be run as it stands; the message says why.</summary>
    Refused,
}
