using Econet.Actors.Vocabulary;

namespace Econet.Gateway.History;

/// <summary>Energy of one kind of activity, in kWh; null if unknown.</summary>
internal sealed record ActivityShare(double Hours, double? Electric, double? Heat);

/// <summary>How a machine did in a period.</summary>
/// <param name="Known">Share of the period of which the activity is known, 0 to 1.</param>
/// <param name="Outdoor">Mean outdoor temperature in °C.</param>
/// <param name="Electric">Electricity used, in kWh.</param>
/// <param name="Heat">Heat and cold produced, in kWh.</param>
/// <param name="Starts">Of the compressor; null for a machine that does not tell, and, like the rest, where nothing is known of the period.</param>
internal sealed record PeriodPerformance(
    CalendarPeriod Period, double Known, double? Outdoor, double? Electric, double? Heat, IReadOnlyDictionary<Activity, ActivityShare> Activities,
    int? Starts, double? RunHours, int? Defrosts);

/// <summary>Reckons energy, COP, runs and defrosts by periods, from counters where there are any, else from power over time.</summary>
internal sealed class Performance
{
    /// <summary>Energy before the last such time is split by hours and not by 5 minutes.</summary>
    private const long LongestInDetail = 100 * Moments.Day;

    private const long Coarse = Moments.Hour;
    private const long Fine = 5 * Moments.Minute;

    private static readonly Activity[] Working = [Activity.Heating, Activity.HotWater, Activity.Cooling, Activity.Defrost];
    private static readonly Activity[] Producing = [Activity.Heating, Activity.HotWater, Activity.Cooling];

    /// <summary>From here on energy is known by <see cref="Fine"/> steps, before by <see cref="Coarse"/> ones.</summary>
    private readonly long _fineFrom;
    private readonly IReadOnlyList<ActivityPeriod> _activities;
    private readonly bool _tellsActivity;
    private readonly IReadOnlyList<CompressorRun>? _runs;
    private readonly EnergyUse _electric;
    private readonly EnergyUse _heat;
    private readonly SortedList<long, Rollup> _outdoor;

    /// <summary>The ends of the activities, to find those of a time.</summary>
    private readonly long[] _ends;

    public Performance(HistoryReader reader, SeriesByRole roles, long from, long to)
    {
        _fineFrom = Math.Max(from, Moments.Floor(to - LongestInDetail, Coarse));
        var timeline = new Timeline(reader, roles);
        _activities = timeline.Activities(from, to);
        _ends = [.. _activities.Select(one => one.End)];
        _tellsActivity = roles.With(Role.Activity).Any(one => one.Meaning.Activities.Count > 0);
        _runs = roles.Of(Role.Compressor).Count > 0 ? timeline.Runs(from, to) : null;
        _electric = Energy(roles.Of(Role.ElectricEnergy), roles.With(Role.ElectricPower));
        _heat = Energy(roles.Of(Role.HeatEnergy, Role.CoolingEnergy), roles.With(Role.HeatPower, Role.CoolingPower));
        _outdoor = roles.Of(Role.OutdoorTemperature) is [var outdoor, ..]
            ? new(Parts().SelectMany(part => reader.Rollups([outdoor], part.From, part.To, part.Step)[0]).ToDictionary())
            : [];

        EnergyUse Energy(IReadOnlyList<Series> counters, IReadOnlyList<(Series Series, Meaning Meaning)> powers) =>
            Parts().Select(part => EnergyUse.Of(reader, counters, powers, part.From, part.To, part.Step)).Aggregate((one, other) => one.And(other));

        IEnumerable<(long From, long To, long Step)> Parts() =>
            _fineFrom > from ? [(from, _fineFrom, Coarse), (_fineFrom, to, Fine)] : [(from, to, Fine)];
    }

    /// <summary>Where electricity comes from: <c>counter</c>, <c>integrated</c>, or null.</summary>
    public string? ElectricSource => _electric.Source;

    public string? HeatSource => _heat.Source;

    public PeriodPerformance In(CalendarPeriod period)
    {
        var hours = new Dictionary<Activity, double>();
        var electric = new Dictionary<Activity, double>();
        var heat = new Dictionary<Activity, double>();
        var known = 0L;
        var times = new SortedDictionary<long, Dictionary<Activity, long>>();
        foreach (var (activity, start, end) in Within(period))
        {
            known += end - start;
            hours[activity] = hours.GetValueOrDefault(activity) + ((end - start) / (double)Moments.Hour);
            for (var at = start; at < end;)
            {
                var length = at < _fineFrom ? Coarse : Fine;
                var (step, next) = (Moments.Floor(at, length), Math.Min(end, Moments.Floor(at, length) + length));
                if (!times.TryGetValue(step, out var time))
                {
                    times[step] = time = [];
                }

                time[activity] = time.GetValueOrDefault(activity) + next - at;
                at = next;
            }
        }

        foreach (var (step, time) in times)
        {
            Split(_electric.In(step), time, Working, electric);
            Split(_heat.In(step), time, Producing, heat);
        }

        // A machine that reports its activity but did not: unknown is not zero.
        var isUnknown = _tellsActivity && known == 0;
        return new PeriodPerformance(
            period,
            known / (double)(period.End - period.Start),
            Outdoor(period),
            _electric.Between(period.Start, period.End),
            _heat.Between(period.Start, period.End),
            hours.ToDictionary(one => one.Key, one => new ActivityShare(
                one.Value, _electric.Source is null ? null : electric.GetValueOrDefault(one.Key), _heat.Source is null ? null : heat.GetValueOrDefault(one.Key))),
            isUnknown ? null : _runs?.Count(run => run.IsStart && run.Start >= period.Start && run.Start < period.End),
            isUnknown ? null : _runs?.Sum(run => Math.Max(0, Math.Min(run.End ?? period.End, period.End) - Math.Max(run.Start, period.Start))) / (double)Moments.Hour,
            isUnknown
                ? null
                : _activities.Skip(Moments.FirstFrom(_ends, period.Start + 1)).TakeWhile(one => one.Start < period.End)
                    .Count(one => one.Activity == Activity.Defrost && one.Start >= period.Start));
    }

    /// <summary>Energy goes to the activities in the step by how long they were, first to those that take or make any.</summary>
    private static void Split(double energy, Dictionary<Activity, long> time, Activity[] first, Dictionary<Activity, double> into)
    {
        var takers = time.Where(one => first.Contains(one.Key)).ToList();
        takers = takers.Count > 0 ? takers : [.. time];
        var whole = takers.Sum(one => one.Value);
        foreach (var (activity, part) in takers)
        {
            into[activity] = into.GetValueOrDefault(activity) + (energy * part / whole);
        }
    }

    private IEnumerable<(Activity Activity, long Start, long End)> Within(CalendarPeriod period) =>
        from one in _activities.Skip(Moments.FirstFrom(_ends, period.Start + 1)).TakeWhile(one => one.Start < period.End)
        where one.Activity is not null
        select (one.Activity!.Value, Math.Max(one.Start, period.Start), Math.Min(one.End, period.End));

    private double? Outdoor(CalendarPeriod period)
    {
        var all = Rollup.Nothing;
        for (var i = Moments.FirstFrom(_outdoor.Keys, period.Start); i < _outdoor.Count && _outdoor.Keys[i] < period.End; i++)
        {
            all = all.And(_outdoor.Values[i]);
        }

        return all.IsGap ? null : all.Mean;
    }
}
