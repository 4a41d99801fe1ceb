using Econet.Actors.Vocabulary;

namespace Econet.Gateway.History;

/// <summary>For how long a part was colder than it should have been.</summary>
/// <param name="Target">The last target, in °C.</param>
/// <param name="HoursKnown">For so long both temperature and target were known.</param>
/// <param name="KelvinHoursBelow">How much was missing, over time.</param>
internal sealed record PartComfort(
    Part Part, double Target, double MeanTemperature, double HoursKnown, double HoursBelow, double KelvinHoursBelow)
{
    /// <summary>A part is too cold when it is more below its target than this, in K.</summary>
    public const double Tolerance = 0.5;

    /// <summary>Every part with a temperature and a target.</summary>
    public static IEnumerable<PartComfort> Of(HistoryReader reader, SeriesByRole roles, long from, long to)
    {
        var targets = roles.With(Role.Target).Where(one => one.Meaning.Part is not null).DistinctBy(one => one.Meaning.Part!.Id)
            .ToDictionary(one => one.Meaning.Part!.Id, one => one.Series);
        foreach (var (series, meaning) in roles.With(Role.Temperature))
        {
            if (meaning.Part is { } part && targets.Remove(part.Id, out var target) && Of(part, reader.Signals([series, target], from, to), from, to) is { } comfort)
            {
                yield return comfort;
            }
        }
    }

    private static PartComfort? Of(Part part, IReadOnlyList<Signal> signals, long from, long to)
    {
        var (known, below, missing, area, last) = (0.0, 0.0, 0.0, 0.0, double.NaN);
        long[] moments = [.. signals.SelectMany(signal => signal.Between(from, to)).Select(stretch => stretch.Start).Append(to).Distinct().Order()];
        for (var i = 0; i + 1 < moments.Length; i++)
        {
            var (temperature, target, hours) = (signals[0].At(moments[i]), signals[1].At(moments[i]), (moments[i + 1] - moments[i]) / (double)Moments.Hour);
            if (double.IsNaN(temperature) || double.IsNaN(target))
            {
                continue;
            }

            (known, area, last) = (known + hours, area + (temperature * hours), target);
            if (temperature < target - Tolerance)
            {
                (below, missing) = (below + hours, missing + ((target - temperature) * hours));
            }
        }

        return known > 0 ? new PartComfort(part, last, area / known, known, below, missing) : null;
    }
}
