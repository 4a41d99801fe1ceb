using System.Diagnostics;
using System.Globalization;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Values;
using Npgsql;

namespace Econet.Bench;

/// <summary>What a year of history takes in a file, or in a database, and how long it takes to read from it and to write to it.</summary>
internal sealed class HistoryBench(int parameters, int rounds)
{
    private const string Device = "heatpump";
    private const int Digits = 2;
    private const long Flush = 15 * Moments.Minute;
    private const int RawDays = 7, DetailDays = 90, Days = 365;

    private static readonly HistoryOptions Kept = new(
        true, TimeSpan.FromDays(RawDays), TimeSpan.FromDays(DetailDays), TimeSpan.FromDays(3653), 1L << 40, TimeSpan.FromMinutes(15), [], []);

    private readonly Random _random = new(1);
    private readonly Series[] _series =
    [
        .. Enumerable.Range(0, parameters).Select(i => new Series(
            Device, string.Create(CultureInfo.InvariantCulture, $"P{i}"), new RecordedParameter(i, $"P{i}", Unit.None, ParameterType.Float), RecordedKind.Number, Digits)),
    ];

    /// <param name="database">The connection string of a database with nothing in it; null for a file.</param>
    public void Run(string? database)
    {
        if (database is not null)
        {
            using var shared = new SharedHistory(database);
            Run(shared);
            Tell($"the database: {SizeOf(database) / 1e6:F0} MB");
            return;
        }

        var directory = Directory.CreateTempSubdirectory("econet-history-");
        try
        {
            var path = Path.Combine(directory.FullName, "history.db");
            Run(new FileHistory(path, Kept.Flush));
            Tell($"the file: {new FileInfo(path).Length / 1e6:F0} MB");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private void Run(IHistoryStore store)
    {
        var end = 20_800 * Moments.Day;
        var (samples, flushes, rolls) = (0L, new List<double>(), new List<double>());
        using (var session = store.Open())
        {
            session.Transact(() => WriteRollups(session, end));
            var known = _series.ToDictionary(series => series.Id);
            for (var start = end - (RawDays * Moments.Day); start < end; start += Flush)
            {
                var window = Window(start);
                samples += window.Count;
                foreach (var part in Parts(window, store.Pace))
                {
                    flushes.Add(Measure(() => session.Transact(() => Compaction.Write(session, [part], known))));
                }

                if ((start + Flush) % Moments.Day == 0)
                {
                    rolls.Add(Measure(() => session.Transact(() => Compaction.Roll(session, Device, start + Flush))));
                }
            }

            session.Transact(() => Compaction.Prune(session, Device, end, Kept));
        }

        Tell($"{parameters} parameters, {samples / RawDays} changes a day; {RawDays} days of changes, {DetailDays} days of 5 minutes, {Days} days of hours");
        Tell($"a write, every {store.Pace.Flush.TotalMinutes:F0} minutes: {Middle(flushes):F0} ms; a day into rollups, once a day: {Middle(rolls):F0} ms");

        var recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, new FixedTime(end));
        var charts = new Charts(new HistoryReader(store, recorder));
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
        var window = new Window(Device, epoch: 0, start / Flush, start, continues: true) { End = start + Flush, IsComplete = true };
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

    /// <summary>What is written of a window one after the other, as the recorder collects it.</summary>
    private static IEnumerable<Window> Parts(Window window, HistoryPace pace)
    {
        var step = (long)pace.Flush.TotalMilliseconds;
        for (var from = window.Start; from < window.End; from += step)
        {
            var end = from + step;
            var part = new Window(Device, window.Epoch, window.Number, window.Start, window.Continues) { End = end, IsComplete = end == window.End };
            foreach (var (key, samples) in window.Samples.Where(recorded => recorded.Value.Any(sample => sample.At >= from && sample.At < end)))
            {
                foreach (var sample in samples.TakeWhile(sample => sample.At < end))
                {
                    part.Add(key, sample);
                }
            }

            yield return part;
        }
    }

    private void WriteRollups(IHistorySession session, long end)
    {
        foreach (var (i, series) in _series.Index())
        {
            var id = session.Register(series);
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

                    session.Put([new Block(new BlockPlace(tier, chunk, id), RollupCodec.Write(chunk * length, step, Digits, rollups))]);
                }
            }
        }
    }

    private static long SizeOf(string database)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT pg_database_size(current_database())", connection);
        return (long)command.ExecuteScalar()!;
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
