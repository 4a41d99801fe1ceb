using Econet.Actors.Vocabulary;

namespace Econet.Gateway.History;

/// <summary>What the machine did from one moment to another.</summary>
/// <param name="Activity">Null where that is not known.</param>
internal readonly record struct ActivityPeriod(Activity? Activity, long Start, long End)
{
    public long Length => End - Start;
}

/// <summary>The compressor ran.</summary>
/// <param name="End">Null while it runs.</param>
/// <param name="IsStart">It was seen to begin: it stood before, and that is known.</param>
internal readonly record struct CompressorRun(long Start, long? End, bool IsStart = true);

/// <summary>What a machine did, and when its compressor ran.</summary>
internal sealed class Timeline(HistoryReader reader, SeriesByRole roles)
{
    /// <summary>A run that goes on at the first moment began at most so long before it.</summary>
    private const long LongestRun = Moments.Day;

    /// <summary>Periods that follow each other without holes.</summary>
    public IReadOnlyList<ActivityPeriod> Activities(long from, long to)
    {
        var machine = roles.With(Role.Activity).Where(one => one.Meaning.Activities.Count > 0).ToList();
        if (machine.Count == 0)
        {
            return [new ActivityPeriod(null, from, to)];
        }

        // The machine heats, and the valve tells what; it has nothing to do, and its mode tells whether it is switched off.
        var part = machine[0].Meaning.Part?.Id;
        var told = machine.Take(1)
            .Concat(roles.With(Role.DivertingValve))
            .Concat(roles.With(Role.Mode).Where(one => one.Meaning.Part?.Id == part))
            .Where(one => one.Meaning.Activities.Count > 0).ToList();
        var signals = reader.Signals([.. told.Select(one => one.Series)], from, to);
        var periods = new List<ActivityPeriod>();
        long[] moments = [.. signals.SelectMany(signal => signal.Between(from, to)).Select(stretch => stretch.Start).Append(to).Distinct().Order()];
        for (var i = 0; i + 1 < moments.Length; i++)
        {
            var activity = Combined([.. told.Zip(signals, (one, signal) => ActivityOf(one.Meaning, signal.At(moments[i])))]);
            if (periods is [.., var last] && last.Activity == activity)
            {
                periods[^1] = last with { End = moments[i + 1] };
            }
            else
            {
                periods.Add(new ActivityPeriod(activity, moments[i], moments[i + 1]));
            }
        }

        return periods;
    }

    /// <summary>The runs of the compressor that reach into a time, from their true begin.</summary>
    public IReadOnlyList<CompressorRun> Runs(long from, long to)
    {
        if (roles.Of(Role.Compressor) is not [var compressor, ..])
        {
            return [];
        }

        var runs = new List<CompressorRun>();
        (long Start, bool IsStart)? begun = null;
        var stood = false;
        foreach (var stretch in reader.Signals([compressor], from - LongestRun, to)[0].Between(from - LongestRun, to))
        {
            if (stretch is { IsGap: false, Value: not 0 })
            {
                begun ??= (stretch.Start, stood);
            }
            else if (begun is { } run)
            {
                runs.Add(new CompressorRun(run.Start, stretch.Start, run.IsStart));
                begun = null;
            }

            stood = stretch is { IsGap: false, Value: 0 };
        }

        if (begun is { } going)
        {
            runs.Add(new CompressorRun(going.Start, null, going.IsStart));
        }

        return runs.FindAll(run => run.End is not { } end || end > from);
    }

    /// <param name="told">What the machine tells, and behind it what others do.</param>
    private static Activity? Combined(ReadOnlySpan<Activity?> told) => told[0] switch
    {
        Activity.Heating when told[1..].Contains(Activity.HotWater) => Activity.HotWater,
        Activity.Standby when told[1..].Contains(Activity.Off) => Activity.Off,
        var machine => machine,
    };

    private static Activity? ActivityOf(Meaning meaning, double number) =>
        !double.IsNaN(number) && meaning.Activities.TryGetValue((long)number, out var activity) ? activity : null;
}
