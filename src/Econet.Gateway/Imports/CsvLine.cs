using System.Text;

namespace Econet.Gateway.Imports;

/// <summary>A line of a CSV file as its cells.</summary>
internal static class CsvLine
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The separator that a line has most of.</summary>
    public static char SeparatorOf(string header) => Separators.MaxBy(separator => header.Count(c => c == separator));

    /// <returns>Null when a quote is not closed: no line goes on in the next one, so that a quote too many costs one line.</returns>
    public static List<string>? Split(string line, char separator)
    {
        var cells = new List<string>();
        for (var place = 0; place <= line.Length;)
        {
            var (cell, next) = place < line.Length && line[place] == '"' ? Quoted(line, place, separator) : Plain(line, place, separator);
            if (cell is null)
            {
                return null;
            }

            cells.Add(cell.Trim());
            place = next;
        }

        return cells;
    }

    private static (string? Cell, int Next) Plain(string line, int place, char separator)
    {
        var end = line.IndexOf(separator, place);
        end = end < 0 ? line.Length : end;
        return (line[place..end], end + 1);
    }

    private static (string? Cell, int Next) Quoted(string line, int place, char separator)
    {
        var cell = new StringBuilder();
        for (var at = place + 1; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                cell.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                return at + 1 == line.Length || line[at + 1] == separator ? (cell.ToString(), at + 2) : (null, 0);
            }
        }

        return (null, 0);
    }
}
