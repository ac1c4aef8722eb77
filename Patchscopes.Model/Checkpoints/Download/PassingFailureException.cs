using System.Diagnostics.CodeAnalysis;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>A failure that another attempt may mend.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It is caught where requests are tried again, and never leaves this folder.")]
internal sealed class PassingFailureException(DownloadFailure kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public DownloadFailure Kind => kind;

    /// <summary>How long the hub asks to wait; null where it does not say.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Whether bytes came before it.</summary>
    public bool MadeProgress { get; init; }
}
