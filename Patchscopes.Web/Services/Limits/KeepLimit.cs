using System.Globalization;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Services.Limits;

/// <summary>How much each address may keep, by sharing runs and by importing files, so that nobody fills the store for all others.</summary>
internal sealed class KeepLimit(IOptions<LimitsOptions> options, CurrentVisitor visitor, TimeProvider time)
{
    private const double BytesPerMiB = 1 << 20;

    private readonly double _perHour = options.Value.KeptMiBPerHour;
    private readonly Budgets? _budgets = options.Value.KeptMiBPerHour is > 0 and var perHour
        ? new Budgets(perHour / TimeSpan.FromHours(1).TotalSeconds, perHour, time)
        : null;

    /// <summary>Charges the current visitor's address; where there is none, nobody.</summary>
    /// <param name="bytes">Length of a run's JSON, or of a part of a file that is sent.</param>
    /// <exception cref="RequestRefusedException">It has kept as much as it may for now.</exception>
    public void Charge(long bytes)
    {
        if (_budgets is null || visitor.Address is not { } address || _budgets.Take(address, bytes / BytesPerMiB) is var wait && wait == TimeSpan.Zero)
            return;
        throw new RequestRefusedException(RefusalReason.OverLimit, null, string.Create(CultureInfo.InvariantCulture,
            $"Your address has kept or sent as much as it may for now ({_perHour:N0} MiB an hour): try again in {Words.Seconds(wait)}. A run that is exported as a file is kept without this server."))
        {
            RetryAfter = wait,
        };
    }
}
