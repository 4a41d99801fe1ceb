namespace Econet.Actors.TestKit;

/// <summary>The last lines that were logged in a house, with their virtual times. Safe for use from any thread.</summary>
public sealed class HouseLog
{
    private const int Kept = 200;
    private const int Told = 20;

    private readonly Queue<string> _lines = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    internal void Add(string line)
    {
        lock (_lines)
        {
            if (_lines.Count == Kept)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    /// <summary>What a message of a failure ends with.</summary>
    internal string Tail() => Lines is { Count: > 0 } lines ? $"\nLogged last:\n{string.Join('\n', lines.TakeLast(Told))}" : "";
}
