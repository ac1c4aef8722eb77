namespace Patchscopes.Web.Services.Administration;

/// <summary>Whether the visitor of a page has given the administrator's key; of one circuit, and gone with it.</summary>
public interface IAdministrator
{
    /// <summary>Whether this server has a key, so that what it guards is for whoever gave it.</summary>
    bool IsOffered { get; }

    /// <summary>Whether the visitor has given it.</summary>
    bool IsPresent { get; }

    /// <summary>Gives the key.</summary>
    /// <exception cref="RequestRefusedException">It is another one, or too many wrong ones were tried.</exception>
    void Enter(string key);

    /// <summary>Acts as any other visitor again.</summary>
    void Leave();
}
