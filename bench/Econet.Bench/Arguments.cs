using System.Globalization;

namespace Econet.Bench;

/// <summary>Options of the command line: <c>--name value</c>, and switches without a value.</summary>
internal sealed class Arguments(IEnumerable<string> args)
{
    private readonly List<string> _left = [.. args];

    public bool Switch(string name) => _left.Remove(name);

    public string? Text(string name)
    {
        var at = _left.IndexOf(name);
        if (at < 0)
            return null;

        if (at + 1 == _left.Count)
            throw new ArgumentException($"{name} takes a value.");

        var text = _left[at + 1];
        _left.RemoveRange(at, 2);
        return text;
    }

    public int Integer(string name, int otherwise) => (int)Number(name, otherwise);

    public double Number(string name, double otherwise)
    {
        var at = _left.IndexOf(name);
        if (at < 0)
            return otherwise;

        var text = at + 1 < _left.Count ? _left[at + 1] : "";
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out var number) || number < 0)
            throw new ArgumentException($"{name} takes a number, not '{text}'.");

        _left.RemoveRange(at, 2);
        return number;
    }

    /// <exception cref="ArgumentException">There are options that nobody asked for.</exception>
    public void End()
    {
        if (_left.Count > 0)
            throw new ArgumentException($"Unknown option {_left[0]}.");
    }
}
