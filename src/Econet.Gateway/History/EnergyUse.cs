using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Gateway.History;

/// <summary>Energy by steps, in kWh.</summary>
internal sealed class EnergyUse
{
    private const string Watt = "W";
    private const double WattsOfKilowatt = 1000;

    private readonly SortedList<long, double> _steps = [];

    private EnergyUse(string? source) => Source = source;

    /// <summary><c>counter</c>, <c>integrated</c> from power, or null without a source.</summary>
    public string? Source { get; }

    /// <param name="counters">In kWh.</param>
    /// <param name="powers">In kW or W; they count where there is no counter.</param>
    public static EnergyUse Of(
        HistoryReader reader, IReadOnlyList<Series> counters, IReadOnlyList<(Series Series, Meaning Meaning)> powers, long from, long to, long step)
    {
        if (counters.Count > 0)
        {
            var use = new EnergyUse("counter");
            foreach (var rollups in reader.Rollups(counters, from - step, to, step))
            {
                double? before = null;
                foreach (var (start, rollup) in rollups)
                {
                    use.Add(start, Counting.Increase(before, rollup), from);
                    before = rollup.Last;
                }
            }

            return use;
        }

        var integrated = new EnergyUse(powers.Count > 0 ? "integrated" : null);
        foreach (var ((_, meaning), rollups) in powers.Zip(reader.Rollups([.. powers.Select(power => power.Series)], from, to, step)))
        {
            var kilowatts = meaning.Unit == Unit.Of(Watt) ? 1 / WattsOfKilowatt : 1;
            foreach (var (start, rollup) in rollups)
            {
                integrated.Add(start, rollup.Area * kilowatts / Moments.Hour, from);
            }
        }

        return integrated;
    }

    /// <summary>In the step that begins at this moment.</summary>
    public double In(long step) => _steps.GetValueOrDefault(step);

    /// <summary>In all steps that begin between two moments; null if none is known.</summary>
    public double? Between(long from, long to)
    {
        var sum = (double?)null;
        for (var i = Moments.FirstFrom(_steps.Keys, from); i < _steps.Count && _steps.Keys[i] < to; i++)
        {
            sum = (sum ?? 0) + _steps.Values[i];
        }

        return sum;
    }

    /// <summary>With the steps of another time as well.</summary>
    public EnergyUse And(EnergyUse other)
    {
        foreach (var (start, energy) in other._steps)
        {
            Add(start, energy, start);
        }

        return this;
    }

    private void Add(long start, double energy, long from)
    {
        if (start >= from)
        {
            _steps[start] = _steps.GetValueOrDefault(start) + energy;
        }
    }
}
