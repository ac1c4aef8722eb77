using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>The cells that a visitor keeps, of this map and of earlier ones.</summary>
public sealed partial class ExplorerState
{
    /// <summary>More pins than this are a list that nobody reads.</summary>
    public const int MostPins = 12;

    /// <summary>The pins, the oldest first.</summary>
    public IReadOnlyList<Pin> Pins { get; private set; } = [];

    /// <summary>Whether the opened cell is pinned.</summary>
    public bool IsPinned => OpenedPin is not null;

    /// <summary>Whether it can be pinned.</summary>
    public bool CanPin => IsPinned || (Opened is { } cell && Map?.At(cell) is not null && !IsStale && Pins.Count < MostPins);

    private Pin? OpenedPin => Map is { } map && Opened is { } cell ? Pins.FirstOrDefault(pin => pin.Cell == cell && IsOf(pin, map.Request)) : null;

    /// <summary>Keeps the opened cell, or lets it go again.</summary>
    public void TogglePin()
    {
        if (OpenedPin is { } pinned)
            Unpin(pinned);
        else if (CanPin && Map is { } map && Opened is { } cell)
            SetPins([.. Pins, new Pin(map.Request, cell, TopOf(map, cell))]);
    }

    /// <summary>Lets a cell go.</summary>
    public void Unpin(Pin pin) => SetPins([.. Pins.Where(other => other != pin)]);

    /// <summary>Opens a pinned cell, and the map that it is of where the page shows another one.</summary>
    public async Task OpenPinAsync(Pin pin)
    {
        if (Map is { } map && !IsStale && IsOf(pin, map.Request))
        {
            await OpenAsync(pin.Cell);
            return;
        }
        var view = new ExplorerView(pin.Request, pin.Cell) { Look = Look, Pins = [.. Pins.Where(other => IsOf(other, pin.Request)).Select(other => other.Cell)], With = BaselineRequest };
        await LoadAsync(new ExplorerLink(view, IsBlank: false, []), _gone.Token);
        await RunAsync(push: true);
    }

    /// <summary>Whether the page shows the map that a pin is of.</summary>
    public bool IsHere(Pin pin) => Map is { } map && IsOf(pin, map.Request);

    /// <summary>A view's pins take the place of those of the same map.</summary>
    private void TakePins(ExplorerView view) =>
        Pins = [.. Pins.Where(pin => !IsOf(pin, view.Request)), .. view.Pins.Select(cell => new Pin(view.Request, cell, null))];

    /// <summary>Pins of a link get what their cells say; one that the map has no cell for is named and goes.</summary>
    private void FillPins()
    {
        if (Map is not { } map)
            return;
        var lost = Pins.Where(pin => IsHere(pin) && !map.Contains(pin.Cell)).ToList();
        if (lost.Count > 0)
            Problems = [.. Problems, new FieldProblem("pins", $"This map has no cell {string.Join(" or ", lost.Select(pin => pin.Cell))}, so it is not pinned.")];
        Pins = [.. Pins.Except(lost).Select(pin => IsHere(pin) ? pin with { Top = TopOf(map, pin.Cell) } : pin)];
    }

    private void SetPins(IReadOnlyList<Pin> pins)
    {
        Pins = pins;
        ViewChanged(false);
        Changed();
    }

    /// <summary>Whether a pin is of the map that a request asks for; what else the request wants to know of the cells makes it no other map.</summary>
    private static bool IsOf(Pin pin, SweepRequest request) => Key(Bare(pin.Request)) == Key(Bare(request));

    private static SweepRequest Bare(SweepRequest request) =>
        request with { Answers = null, NewTokens = 0, Writes = WrittenCells.All, TopK = SweepRequest.DefaultTopK };

    private static TokenReading? TopOf(SweepMap map, CellAddress cell) => map.At(cell)?.Top is [var top, ..] ? top : null;
}
