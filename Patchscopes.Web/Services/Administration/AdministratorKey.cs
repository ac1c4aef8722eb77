using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Services.Administration;

/// <summary>
/// The administrator's key, as a hash: comparing hashes takes the same time whatever was guessed, and however long. Each
/// address may guess wrong ten times, and then once every six seconds.
/// </summary>
internal sealed class AdministratorKey(IOptions<AdminOptions> options, CurrentVisitor visitor, TimeProvider time, ILogger<AdministratorKey> log)
{
    private const double GuessesPerSecond = 1 / 6.0;
    private const double GuessesAtOnce = 10;

    private readonly byte[]? _hash = options.Value.Key is { Length: > 0 } key ? StoreKeys.HashOf(key) : null;
    private readonly WrongGuesses _guesses = new(GuessesPerSecond, GuessesAtOnce, "wrong keys", visitor, time);

    /// <summary>Whether this server has one.</summary>
    public bool IsConfigured => _hash is not null;

    /// <summary>Lets through who gives the key.</summary>
    /// <param name="given">What was given; null or empty where nothing was.</param>
    /// <exception cref="RequestRefusedException">There is no key, it is another one, or too many wrong ones were tried.</exception>
    public void Require(string? given)
    {
        if (_hash is null)
            throw new RequestRefusedException(RefusalReason.NoAdministrator, null,
                $"This server has no administrator's key, so nobody may do this. Set Admin:Key, or the environment variable Admin__Key, to {AdminOptions.ShortestKey} characters or more, and start the server again.");
        if (string.IsNullOrEmpty(given))
            throw new RequestRefusedException(RefusalReason.NotAdministrator, null, "This needs the administrator's key: send the header Authorization: Bearer KEY.");
        _guesses.Take();
        if (!StoreKeys.Fits(given, _hash))
        {
            log.WrongKey();
            throw new RequestRefusedException(RefusalReason.NotAdministrator, null, "That is not the administrator's key. Check it for a slip, and whether it was changed.");
        }
        _guesses.Return();
    }
}
