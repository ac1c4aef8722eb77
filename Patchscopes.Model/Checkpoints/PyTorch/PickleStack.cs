namespace Patchscopes.Model.Checkpoints.PyTorch;

/// <summary>The stack of a pickle's machine. Nothing below the last mark can be taken.</summary>
internal sealed class PickleStack(string file)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];

    /// <summary>Always true, so that an opcode's case can be one expression.</summary>
    public bool Push(object? value)
    {
        _values.Add(value);
        return true;
    }

    public bool Mark()
    {
        _marks.Push(_values.Count);
        return true;
    }

    public object? Peek() => _values.Count > Floor ? _values[^1] : throw Damaged(file, "its stack is empty");

    public T Peek<T>(string wanted) where T : class => As<T>(Peek(), wanted);

    public T Pop<T>(string wanted) where T : class => As<T>(Pop(1)[0], wanted);

    public object?[] Pop(int count)
    {
        if (_values.Count - count < Floor)
            throw Damaged(file, "its stack is empty");
        object?[] taken = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return taken;
    }

    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark))
            throw Damaged(file, "it lacks a mark");
        object?[] taken = [.. _values[mark..]];
        _values.RemoveRange(mark, _values.Count - mark);
        return taken;
    }

    /// <summary>The one value that a pickle leaves.</summary>
    public object? PopLast() => _marks.Count == 0 && _values.Count == 1 ? _values[0] : throw Damaged(file, "it leaves more or less than one value");

    public static ModelLoadException Damaged(string file, string why) => new($"{file}: its pickle is damaged: {why}. Fetch the file again.");

    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    private T As<T>(object? value, string wanted) where T : class => value as T ?? throw Damaged(file, $"a {wanted} is wanted where something else stands");
}
