using System.Text;
using Econet.Gateway.History;

namespace Econet.Gateway.Imports;

/// <summary>Reads a CSV file into a draft. A line that can't be read costs itself only, and is told with its number.</summary>
/// <param name="now">Milliseconds since 1970; later values are not believed.</param>
internal sealed class CsvImport(ImportTargets targets, ImportedTime times, ImportDraft draft, long now)
{
    /// <summary>The draft takes about 25 bytes for each.</summary>
    public const long MostValues = 20_000_000;

    private const int MostTold = 20;

    private readonly List<UnreadLine> _told = [];
    private long _unread;
    private long _values;
    private CsvLayout? _layout;
    private char _separator;

    public long Lines { get; private set; }

    public UnreadLines Unread => new(_unread, _told);

    /// <exception cref="ImportException">It is no CSV file with a time, or too long.</exception>
    public async Task ReadAsync(Stream file, CancellationToken cancellation)
    {
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        var lines = new BoundedLines(text);
        var mayBeTitles = true;
        while (await lines.NextAsync(cancellation) is { } line)
        {
            Lines = lines.Number;
            if (line.Length == 0 || line[0] == '#')
            {
                // InfluxDB puts a table after the other, each with its titles, behind such lines.
                mayBeTitles = true;
                continue;
            }

            if (lines.IsCut)
            {
                Tell($"It is longer than {BoundedLines.Longest / 1024} kB");
            }
            else if (!mayBeTitles || !TryTitles(line))
            {
                Read(line);
            }

            mayBeTitles = false;
        }

        if (_layout is null)
        {
            throw new ImportException("The file is empty");
        }
    }

    /// <returns>False when the line holds values.</returns>
    private bool TryTitles(string line)
    {
        var separator = CsvLine.SeparatorOf(line);
        if (CsvLine.Split(line, separator) is { } cells && CsvLayout.Of(cells) is { } layout)
        {
            (_layout, _separator) = (layout, separator);
            return true;
        }

        return _layout is not null ? false : throw new ImportException(
            $"Line {Lines} has no title of a column for the time, such as {CsvLayout.Times}: '{ImportedTime.Shown(line)}'");
    }

    private void Read(string line)
    {
        if (CsvLine.Split(line, _separator) is not { } cells)
        {
            Tell("A quote is not closed");
            return;
        }

        if (cells.Count != _layout!.Count)
        {
            Tell($"It has {cells.Count} cells, and the titles are {_layout.Count}");
            return;
        }

        if (!times.TryRead(cells[_layout.Time], out var at, out var reason))
        {
            Tell(reason);
            return;
        }

        if (at > now)
        {
            Tell($"'{ImportedTime.Shown(cells[_layout.Time])}' is in the future");
            return;
        }

        foreach (var (device, name, text) in _layout.ValuesOf(cells))
        {
            if (targets.Find(device, name) is not { } target)
            {
                continue;
            }

            if (!ImportedValue.TryRead(text, target.Series, target.Meaning, _separator != ',', out var number, out reason))
            {
                Tell(reason);
            }
            else if (++_values > MostValues)
            {
                throw new ImportException($"The file has more than {MostValues:N0} values; split it");
            }
            else
            {
                draft.Add(target.Number, new Sample(at, number));
            }
        }
    }

    private void Tell(string reason)
    {
        _unread++;
        if (_told.Count < MostTold)
        {
            _told.Add(new UnreadLine(Lines, reason));
        }
    }
}
