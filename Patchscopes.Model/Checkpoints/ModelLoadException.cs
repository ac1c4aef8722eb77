namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// A model folder that cannot be read as it is. The message names the file and the key or tensor at fault and what to
/// do; it holds no absolute path, so it may be shown to a visitor.
/// </summary>
public sealed class ModelLoadException(string message, Exception? inner = null) : Exception(message, inner);
