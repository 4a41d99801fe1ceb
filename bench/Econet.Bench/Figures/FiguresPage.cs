using System.Globalization;
using System.Text;

namespace Econet.Bench.Figures;

/// <summary>The part of a page that has the tables, between two comments.</summary>
internal static class FiguresPage
{
    private const string Begin = "<!-- What bench/run measured. -->";
    private const string End = "<!-- The end of it. -->";

    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<FigureTable> tables, int rounds, TimeSpan duration)
    {
        var page = await File.ReadAllTextAsync(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{path} has no place for the figures: '{Begin}' and '{End}'");
        }

        var text = new StringBuilder(page[..(begin + Begin.Length)]).AppendLine().AppendLine();
        foreach (var table in tables)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"### {table.Name}").AppendLine().AppendLine("| | measured | goal |").AppendLine("|---|---|---|");
            foreach (var (what, measured, goal) in table.Rows)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {measured} | {goal} |");
            }

            text.AppendLine();
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Machine()}. Medians of {rounds} rounds, {duration.TotalSeconds:F0} s each.").AppendLine();
        await File.WriteAllTextAsync(path, text.Append(page.AsSpan(end)).ToString());
    }

    private static string Machine()
    {
        const string Model = "model name";
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Model, StringComparison.Ordinal))?.Split(':')[1].Trim();
        return $"{Environment.ProcessorCount} cores{(model is null ? "" : $" of an {model}")}, .NET {Environment.Version}";
    }
}
