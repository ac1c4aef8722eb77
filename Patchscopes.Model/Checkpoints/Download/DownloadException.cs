namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Why a model could not be downloaded.</summary>
public enum DownloadFailure
{
    /// <summary>The name is no name of a model.</summary>
    Name,

    /// <summary>The hub wants a token, or does not accept the one it was given (401).</summary>
    Unauthorized,

    /// <summary>The token does not open this model (403).</summary>
    Forbidden,

    /// <summary>The hub has no such model or file (404).</summary>
    NotFound,

    /// <summary>The hub answers, but not as it should: too many requests, an error of its own, a wrong answer.</summary>
    Hub,

    /// <summary>The hub cannot be reached.</summary>
    Network,

    /// <summary>The disk is full, or the folder cannot be written.</summary>
    Disk,

    /// <summary>What came is not what the hub says it is.</summary>
    Damaged,

    /// <summary>The model cannot be run here, or the folder holds something else already.</summary>
    Model,
}

/// <summary>A download that ended early. The message says why and what to do; it never holds the token.</summary>
public sealed class DownloadException(DownloadFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public DownloadFailure Failure => failure;
}
