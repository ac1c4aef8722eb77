namespace Patchscopes.Web.State;

/// <summary>Which of the two prompts.</summary>
public enum PromptRole
{
    /// <summary>S: where hidden states are read.</summary>
    Source,

    /// <summary>T: where they are put.</summary>
    Target,
}

/// <summary>How the prompts are called.</summary>
internal static class PromptRoles
{
    /// <summary>"source" or "target".</summary>
    public static string Name(this PromptRole role) => role is PromptRole.Source ? "source" : "target";
}
