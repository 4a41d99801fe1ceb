namespace Econet.Bench.Figures;

/// <summary>A row of a table: the median of what was measured in each round, and the goal.</summary>
internal sealed record Figure(string What, string Measured, string Goal);

/// <summary>A table of <c>docs/performance.md</c>.</summary>
internal sealed record FigureTable(string Name, IReadOnlyList<Figure> Rows);

internal static class Medians
{
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Median<T>(this IReadOnlyList<T> rounds, Func<T, double> of) => rounds.Select(of).Median();
}
