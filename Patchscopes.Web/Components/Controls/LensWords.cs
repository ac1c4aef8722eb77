using Patchscopes.Model.Lenses;

namespace Patchscopes.Web.Components.Controls;

/// <summary>How the pages call the ways to read a state.</summary>
internal static class LensWords
{
    /// <summary>The name of one.</summary>
    public static string Of(LensKind lens) => lens switch
    {
        LensKind.TokenIdentity => "token identity",
        LensKind.Affine => "affine lens",
        _ => "logit lens",
    };
}
