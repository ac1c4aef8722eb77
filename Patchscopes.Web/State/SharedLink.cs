using Microsoft.AspNetCore.WebUtilities;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.State;

/// <summary>Links that stand for a page's query string: a packed one, or a kept run that is taken up again.</summary>
internal static class SharedLink
{
    private const string Packed = "z";
    private const string Forked = "fork";

    /// <summary>The longest query that a packed one may hold, in bytes.</summary>
    private const int LargestUnpacked = 1 << 20;

    /// <summary>The shorter of a query and its packed form.</summary>
    public static string Shortest(string query)
    {
        var packed = $"?{Packed}={PackedQuery.Pack(query)}";
        return packed.Length < query.Length ? packed : query;
    }

    /// <summary>The query that takes up a kept run.</summary>
    public static string Fork(string id) => $"?{Forked}={Uri.EscapeDataString(id)}";

    /// <summary>The query that a link stands for, and what is wrong with the link where it stands for none.</summary>
    public static async Task<(string Query, IReadOnlyList<FieldProblem> Problems)> ResolveAsync(string query, SavedPlace place, IRunStore store, CancellationToken cancellationToken)
    {
        var values = QueryHelpers.ParseQuery(query);
        if (values.TryGetValue(Packed, out var packed))
        {
            return PackedQuery.TryUnpack(packed.ToString(), LargestUnpacked, out var unpacked)
                ? (unpacked, [])
                : ("", [new FieldProblem(Packed, "The link is damaged: a part of it was lost on the way. Ask for it again; the first example is shown instead.")]);
        }
        if (!values.TryGetValue(Forked, out var id))
            return (query, []);
        try
        {
            var run = (await store.OpenAsync(id.ToString(), cancellationToken)).Run;
            return run.Place == place ? (run.View, []) : ("", [new FieldProblem(Forked, "That run is of another page. Open it at its own address, and fork it there.")]);
        }
        catch (RequestRefusedException refused)
        {
            return ("", [new FieldProblem(Forked, $"{refused.Message} The first example is shown instead.")]);
        }
    }
}
