namespace Patchscopes.Web.Services.Administration;

/// <inheritdoc/>
internal sealed class Administrator(AdministratorKey administratorsKey) : IAdministrator
{
    public bool IsOffered => administratorsKey.IsConfigured;

    public bool IsPresent { get; private set; }

    public void Enter(string key)
    {
        administratorsKey.Require(key);
        IsPresent = true;
    }

    public void Leave() => IsPresent = false;
}
