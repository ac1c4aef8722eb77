using Microsoft.Extensions.Options;

namespace Patchscopes.Web.Configuration;

internal sealed class LimitsOptionsChecks : IValidateOptions<LimitsOptions>
{
    private const double Most = 1e12;
    private const int MostConnections = 1_000_000;

    public ValidateOptionsResult Validate(string? name, LimitsOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Problems(LimitsOptions options)
    {
        if (!(options.CellsPerSecond is >= 0 and <= Most))
            yield return FormattableString.Invariant($"Limits:CellsPerSecond is {options.CellsPerSecond}: give the cells that one address may have computed each second, or 0 for no limit.");
        if (!(options.Burst is >= 1 and <= Most))
            yield return FormattableString.Invariant($"Limits:Burst is {options.Burst}: give the cells that one address may have computed at once, 1 or more.");
        if (options.HubConnections is < 0 or > MostConnections)
            yield return FormattableString.Invariant($"Limits:HubConnections is {options.HubConnections}: give the connections that one address may hold, or 0 for no limit.");
        if (!(options.KeptMiBPerHour is >= 0 and <= Most))
            yield return FormattableString.Invariant($"Limits:KeptMiBPerHour is {options.KeptMiBPerHour}: give the MiB of runs that one address may keep or import in an hour, or 0 for no limit.");
        foreach (var (text, _) in options.Proxies.Where(proxy => proxy.Network is null))
            yield return $"Limits:TrustedProxies holds \"{text}\": give addresses (10.0.0.5) and networks (10.0.0.0/8), separated by commas.";
    }
}
