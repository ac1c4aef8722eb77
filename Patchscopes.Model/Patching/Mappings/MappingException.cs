namespace Patchscopes.Model.Patching.Mappings;

/// <summary>A mapping that cannot be fitted or applied, with words that say why and what to do.</summary>
public sealed class MappingException(string message) : Exception(message);
