using System.Diagnostics;
using System.Globalization;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Values;

namespace Econet.Bench;

/// <summary>What a year of history takes on the disk, and how long it takes to read from it and to write to it.</summary>
internal sealed class HistoryBench(int parameters, int rounds)
{
    private const int Digits = 2;
    private const long Flush = 15 * Moments.Minute;
    private const int RawDays = 7, DetailDays = 90, Days = 365;

    private static readonly HistoryOptions Kept = new(
        true, TimeSpan.FromDays(RawDays), TimeSpan.FromDays(DetailDays), TimeSpan.FromDays(3653), 1L << 40, TimeSpan.FromMinutes(15), [], []);

    private readonly Random _random = new(1);
    private readonly Series[] _series =
    [
        .. Enumerable.Range(0, parameters).Select(i => new Series(
            "heatpump", string.Create(CultureInfo.InvariantCulture, $"P{i}"), new RecordedParameter(i, $"P{i}", Unit.None, ParameterType.Float), RecordedKind.Number, Digits)),
    ];

    public void Run()
    {
        var directory = Directory.CreateTempSubdirectory("econet-history-");
        try
        {
            Run(Path.Combine(directory.FullName, "history.db"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private void Run(string path)
    {
        var end = 20_800 * Moments.Day;
        var (samples, flushes, rolls) = (0L, new List<double>(), new List<double>());
        using (var file = HistoryFile.Open(path))
        {
            file.Transact(() => WriteRollups(file, end));
            var known = _series.ToDictionary(series => series.Id);
            for (var start = end - (RawDays * Moments.Day); start < end; start += Flush)
            {
                var window = Window(start);
                samples += window.Count;
                flushes.Add(Measure(() => file.Transact(() => Compaction.Write(file, [window], known))));
                if ((start + Flush) % Moments.Day == 0)
                {
                    rolls.Add(Measure(() => file.Transact(() => Compaction.Roll(file, start + Flush))));
                }
            }

            file.Transact(() => Compaction.Prune(file, end, Kept));
        }

        Tell($"{parameters} parameters, {samples / RawDays} changes a day; {RawDays} days of changes, {DetailDays} days of 5 minutes, {Days} days of hours");
        Tell($"the file: {new FileInfo(path).Length / 1e6:F0} MB");
        Tell($"a write of 15 minutes: {Middle(flushes):F0} ms; a day into rollups, once a day: {Middle(rolls):F0} ms");

        var recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, new FixedTime(end));
        var charts = new Charts(new HistoryReader(path, recorder));
        Read("a month of one parameter", 1, 30);
        Read("a year of ten parameters", 10, Days);
        Read("a day of one parameter", 1, 1);
        Tell($"every change of one parameter in a day: {Middle(Rounds(i => charts.Raw([_series[i * 7 % parameters]], end - Moments.Day, end))):F1} ms");

        void Read(string what, int count, int days)
        {
            var times = Rounds(i => charts.Fitting(
                [.. Enumerable.Range(0, count).Select(k => _series[((i * 13) + (k * 17)) % parameters])], end - (days * Moments.Day), end, 1000, [Aggregate.Mean]));
            Tell($"{what}: {Middle(times):F1} ms, at most {times.Max():F1} ms");
        }

        List<double> Rounds(Func<int, Chart> read)
        {
            _ = read(0);
            return [.. Enumerable.Range(0, rounds).Select(i => Measure(() => read(i)))];
        }
    }

    /// <summary>One in ten moves with every reading, three in ten each minute, and the others hardly ever.</summary>
    private Window Window(long start)
    {
        var window = new Window(start, continues: true) { End = start + Flush };
        for (var i = 0; i < _series.Length; i++)
        {
            var pause = i % 10 == 0 ? 4 * Moments.Second : i % 10 < 4 ? Moments.Minute : 6 * Moments.Hour;
            var value = 20.0 + (i % 40);
            for (var at = start % Moments.Day == 0 ? start : start + (pause * i % Flush); at < start + Flush; at += pause)
            {
                value = Next(value);
                window.Add(_series[i].Id, new Sample(at, value));
            }
        }

        return window;
    }

    private void WriteRollups(HistoryFile file, long end)
    {
        var known = file.Series();
        foreach (var (i, series) in _series.Index())
        {
            var id = file.Register(series, known);
            Write(Tier.Hours, Days);
            Write(Tier.Minutes, DetailDays);

            void Write(Tier tier, int days)
            {
                var (step, length, value) = (BlockId.Step(tier), BlockId.Length(tier), 20.0 + (i % 40));
                for (var chunk = (end - (days * Moments.Day)) / length; chunk < (end - (RawDays * Moments.Day)) / length; chunk++)
                {
                    var rollups = new KeyValuePair<long, Rollup>[length / step];
                    for (var k = 0; k < rollups.Length; k++)
                    {
                        value = i % 10 < 4 ? Next(value) : value;
                        var spread = i % 10 < 4 ? _random.NextDouble() : 0;
                        rollups[k] = new((chunk * length) + (k * step), new Rollup(step, value * step, value - spread, value + spread, value + (spread / 2)));
                    }

                    file.Put(tier, chunk, id, RollupCodec.Write(chunk * length, step, Digits, rollups));
                }
            }
        }
    }

    private double Next(double value) => Math.Round(value + ((_random.NextDouble() - 0.5) * 0.6), Digits);

    private static double Measure(Action action)
    {
        var begun = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static double Middle(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class FixedTime(long now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToTime();
    }
}
