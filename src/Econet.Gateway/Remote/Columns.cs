namespace Econet.Gateway.Remote;

/// <summary>Rows of text in columns as wide as their longest text.</summary>
internal static class Columns
{
    public static IEnumerable<string> Of(IReadOnlyList<string[]> rows)
    {
        var widths = rows.Count == 0 ? [] : Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
    }
}
