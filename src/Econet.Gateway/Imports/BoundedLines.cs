using System.Text;

namespace Econet.Gateway.Imports;

/// <summary>Reads a text line by line, none of which can fill the memory.</summary>
internal sealed class BoundedLines(TextReader text)
{
    /// <summary>Characters; far more than a line with a column for each of 1,000 parameters has.</summary>
    public const int Longest = 256 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _from;
    private int _to;

    /// <summary>The number of the line that was read last, beginning with 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line that was read last is longer than is kept.</summary>
    public bool IsCut { get; private set; }

    /// <returns>Null at the end.</returns>
    public async ValueTask<string?> NextAsync(CancellationToken cancellation)
    {
        _line.Clear();
        IsCut = false;
        Number++;
        while (true)
        {
            if (_from == _to)
            {
                (_from, _to) = (0, await text.ReadAsync(_buffer, cancellation));
                if (_to == 0)
                {
                    return _line.Length == 0 ? null : Line();
                }
            }

            var end = Array.IndexOf(_buffer, '\n', _from, _to - _from);
            var length = (end < 0 ? _to : end) - _from;
            IsCut |= _line.Length + length > Longest;
            _line.Append(_buffer, _from, Math.Min(length, Longest - _line.Length));
            _from += length;
            if (end >= 0)
            {
                _from++;
                return Line();
            }
        }
    }

    private string Line() => _line is [.., '\r'] ? _line.ToString(0, _line.Length - 1) : _line.ToString();
}
