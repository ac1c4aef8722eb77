namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>What a filter, test, method or function is called with; whatever it does not take is an error.</summary>
internal sealed class JinjaArguments(string name, object? on, IReadOnlyList<object?> placed, Dictionary<string, object?> named)
{
    private readonly HashSet<string> _taken = [];
    private int _placesTaken;

    /// <summary>What stands before the bar, the point or the "is".</summary>
    public object? On => on;

    /// <summary>The text that it is called on.</summary>
    public string OnText => on as string ?? throw JinjaValue.Unfit($"call {name} on", on);

    /// <summary>The map that it is called on.</summary>
    public Dictionary<string, object?> OnMap => on as Dictionary<string, object?> ?? throw JinjaValue.Unfit($"call {name} on", on);

    /// <summary>All named arguments.</summary>
    public IReadOnlyDictionary<string, object?> TakeNamed()
    {
        _taken.UnionWith(named.Keys);
        return named;
    }

    /// <summary>All placed arguments after the first <paramref name="from"/>.</summary>
    public IReadOnlyList<object?> TakePlaced(int from = 0)
    {
        _placesTaken = placed.Count;
        return [.. placed.Skip(from)];
    }

    /// <summary>Whether an argument is given.</summary>
    public bool Has(int place, string? argument = null) => place < placed.Count || (argument is not null && named.ContainsKey(argument));

    /// <summary>An argument by its place or name; <paramref name="absent"/> where it is not given.</summary>
    public object? Take(int place, string? argument = null, object? absent = null)
    {
        if (place < placed.Count)
        {
            _placesTaken = Math.Max(_placesTaken, place + 1);
            return placed[place];
        }
        if (argument is null || !named.TryGetValue(argument, out var value))
            return absent;
        _taken.Add(argument);
        return value;
    }

    /// <summary>A text argument; null where it is not given, or None.</summary>
    public string? TakeText(int place, string? argument = null) => Take(place, argument) switch
    {
        null => null,
        string text => text,
        var other => throw JinjaValue.Unfit($"call {name} with", other),
    };

    /// <summary>A text argument that must be given.</summary>
    public string RequireText(int place, string? argument = null) =>
        TakeText(place, argument) ?? throw new ChatTemplateException($"The chat template cannot be applied: {name} lacks an argument.");

    /// <summary>A whole number; <paramref name="absent"/> where it is not given.</summary>
    public long TakeNumber(int place, string? argument, long absent) => Take(place, argument, absent) switch
    {
        long number => number,
        var other => throw JinjaValue.Unfit($"call {name} with", other),
    };

    /// <summary>Counts what is to be worked on.</summary>
    public void Spend(JinjaScope scope)
    {
        scope.Spend(on);
        foreach (var argument in placed.Concat(named.Values))
        {
            scope.Spend(argument);
            if (on is string whole && argument is string part)
                scope.SpendSearch(whole, part);
        }
    }

    /// <summary>Refuses arguments that were not taken.</summary>
    public void Finish()
    {
        if (_placesTaken < placed.Count || named.Keys.FirstOrDefault(given => !_taken.Contains(given)) is not null)
            throw new ChatTemplateException($"The chat template cannot be applied: {name} with these arguments is not implemented.");
    }
}
