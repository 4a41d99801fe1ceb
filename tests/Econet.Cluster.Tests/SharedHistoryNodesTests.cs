using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Cluster.Tests.Support;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.History;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Cluster.Tests;

/// <summary>Nodes of a cluster that record into one database, on one clock that the test moves.</summary>
public sealed class SharedHistoryNodesTests : IClassFixture<PostgresServer>, IDisposable
{
    private const string Water = "TempCWU";
    private const string Status = "HPStatusWorkMode";

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 20, 0, 0, TimeSpan.Zero);

    private static readonly HistoryOptions Options = new(
        true, TimeSpan.FromDays(7), TimeSpan.FromDays(90), TimeSpan.FromDays(3650), 1, TimeSpan.FromMinutes(15), [], []);

    private readonly string _database;
    private readonly SharedHistory? _store;
    private readonly List<Node> _nodes = [];
    private readonly FakeDevice _device = new(
        "heatpump", FakeDevice.Parameter(61, Water, Value.Of(40f), unit: "°C"), FakeDevice.Parameter(1350, Status, Value.Of(ParameterType.UInt8, 0)));

    private readonly JumpingTime _time = new(Start);
    private readonly PostgresServer _server;
    private long _epochs;

    public SharedHistoryNodesTests(PostgresServer server)
    {
        _server = server;
        _database = OwnHistory.MakeDatabase(server);
        _store = _database.Length == 0 ? null : new SharedHistory(_database);
    }

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        _store?.Dispose();
    }

    [PostgresFact]
    public void Node_should_show_what_another_one_recorded()
    {
        var (one, other) = (Add(), Add());
        Give(one);
        Pass(TimeSpan.FromMinutes(2));
        Set(41);
        Pass(TimeSpan.FromMinutes(2));

        Assert.Equal([Water, Status], other.Reader.Series("heatpump").Select(series => series.Key));
        Assert.Equal([40, 41], At(other, 1, 2.5));
        // What is newest is not written yet.
        Assert.InRange(other.KnownUntil(Water), Start.AddMinutes(3), Start.AddMinutes(4));
    }

    [PostgresFact]
    public void Device_that_moves_back_and_forth_should_read_as_if_one_had_recorded_it()
    {
        var nodes = new[] { Add(), Add(), Add() };
        var alone = new Recorder(new Selection([], []), VocabularySource.BuiltIn, _time);
        var random = new Random(4);
        alone.Take(_device, Snapshot());
        Give(nodes[0]);
        for (var i = 0; i < 400; i++)
        {
            Pass(TimeSpan.FromSeconds(random.Next(1, 90)), alone);
            switch (random.Next(10))
            {
                case 0:
                    Give(nodes[random.Next(3)]);
                    break;
                case 1:
                    var state = _device.Change(1350, Value.Of(ParameterType.UInt8, random.Next(5)), Quality.Good);
                    Take(state, alone);
                    break;
                default:
                    var good = random.Next(8) > 0;
                    Take(_device.Change(61, Value.Of((float)(40 + random.Next(20))), good ? Quality.Good : Quality.Stale), alone);
                    break;
            }
        }

        Pass(TimeSpan.FromMinutes(6 * 60), alone);
        Assert.True(_time.GetUtcNow().Date > Start.Date);
        _nodes.ForEach(node => node.Writer.Flush());

        // From the database, and with what was rolled up after midnight, it is what one has in memory.
        var (from, to) = (Moments.Of(Start), Moments.Of(_time.GetUtcNow()));
        foreach (var series in nodes[0].Reader.Series("heatpump"))
        {
            var expected = new HistorySource(null, "heatpump", alone.Unwritten("heatpump", [series.Id]), from, to).Signal(series);
            foreach (var node in nodes)
            {
                Assert.Equal(expected.Between(from, to), node.Reader.Signals([series], from, to)[0].Between(from, to));
                var hours = new Buckets(Moments.Hour);
                hours.Add(expected, from, to);
                var read = node.Reader.Rollups([series], from, to, Moments.Hour)[0];
                Assert.Equal(hours.Rollups.Keys, read.Keys);
                Assert.All(hours.Rollups, hour => Assert.Equal(hour.Value.Mean, read[hour.Key].Mean, 0.011));
                Assert.All(hours.Rollups, hour => Assert.Equal(hour.Value.Known, read[hour.Key].Known));
            }
        }
    }

    [PostgresFact]
    public void What_a_node_that_was_cut_off_writes_late_should_be_there_and_hide_nothing()
    {
        var (former, next, third) = (Add(), Add(), Add());
        former.IsCutOff = true;
        Give(former);
        Pass(TimeSpan.FromMinutes(5));
        Set(41);
        Pass(TimeSpan.FromMinutes(5));
        // It is stopped; the next one has the device when the lease is over.
        former.IsAwake = false;
        Pass(TimeSpan.FromSeconds(10));
        Give(next, tellsFormer: false);
        Set(42);
        Pass(TimeSpan.FromMinutes(5));
        Assert.Equal([double.NaN, double.NaN, 42], At(next, 3, 8, 13));
        Assert.Equal([40, 41, 42], At(former, 3, 8, 13));

        (former.IsAwake, former.IsCutOff) = (true, false);
        Pass(TimeSpan.FromMinutes(2));

        Assert.Equal([40, 41, double.NaN, 42, 42], At(next, 3, 8, 10.1, 13, 16));
        var before = Hour();
        using (var session = _store!.Open())
        {
            session.Transact(() => Compaction.Roll(session, "heatpump", Moments.Of(Start.Date.AddDays(1))));
        }

        var rolled = Hour();
        Assert.Equal((before.Known, before.Min, before.Max, before.Last), (rolled.Known, rolled.Min, rolled.Max, rolled.Last));

        // Of a node that has nothing of it in memory.
        Rollup Hour() => third.Reader.Rollups(
            [third.Reader.Series("heatpump").Single(one => one.Key == Water)], Moments.Of(Start), Moments.Of(Start.AddHours(1)), Moments.Hour)[0].Values.Single();
    }

    [PostgresFact]
    public async Task Two_nodes_that_roll_up_a_day_at_once_should_lose_nothing_of_it()
    {
        var (one, other) = (Add(), Add());
        Give(one);
        Pass(TimeSpan.FromHours(1));
        Give(other);
        Set(50);
        Pass(TimeSpan.FromHours(1));
        var midnight = Moments.Of(Start.Date.AddDays(1));
        var known = other.Recorder.Series.ToDictionary(series => series.Id);
        var late = new Window("heatpump", epoch: 3, number: 0, Moments.Of(Start.AddHours(2)), continues: false) { End = Moments.Of(Start.AddHours(3)), IsComplete = true };
        late.Add(new SeriesKey("heatpump", Water), new Sample(late.Start, 60));

        // While one writes and rolls up, the others wait: what they would make without that window must not take the place of what it makes.
        using var writing = _store!.Open();
        Task[] rolling = [];
        writing.Transact(() =>
        {
            Compaction.Write(writing, [late], known);
            rolling = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                using var session = _store.Open();
                session.Transact(() => Compaction.Roll(session, "heatpump", midnight));
            }))];
            AwaitWaiting(3);
            Compaction.Roll(writing, "heatpump", midnight);
        });
        await Task.WhenAll(rolling);

        using var rolled = _store.OpenToRead();
        Assert.All(rolled.Windows("heatpump"), window => Assert.True(window.IsRolled));
        var series = rolled.Series("heatpump")[new SeriesKey("heatpump", Water)].Id;
        var chunk = Moments.Of(Start) / Moments.Week;
        Assert.Equal([40, 50, 60], rolled.Blocks(Tier.Hours, [series], [chunk]).Rollups(Tier.Hours, chunk, series).Select(hour => Math.Round(hour.Value.Mean)));
    }

    [PostgresFact]
    public void Minutes_should_go_into_the_window_of_their_quarter_of_an_hour()
    {
        var node = Add();
        Give(node);
        for (var minute = 0; minute < 60; minute++)
        {
            Set(40 + (minute % 2));
            Pass(TimeSpan.FromMinutes(1));
        }

        using var session = _store!.OpenToRead();
        Assert.InRange(session.Windows("heatpump").Count, 4, 5);
        Assert.InRange(node.Writer.Commits, 55, 62);
    }

    [PostgresFact]
    public async Task History_should_wait_for_a_database_that_is_away_and_readers_be_told()
    {
        var (one, other) = (Add(), Add());
        Give(one);
        Pass(TimeSpan.FromMinutes(5));
        await _server.StopAsync();
        try
        {
            Set(41);
            Pass(TimeSpan.FromMinutes(20));

            Assert.Equal(GatewayProblemCode.HistoryUnavailable, Assert.Single(one.Problems.Current).Code);
            Assert.Contains("The database test_", one.Problems.Current[0].Message, StringComparison.Ordinal);
            var refused = Assert.Throws<EconetException>(() => other.Reader.Series("heatpump"));
            Assert.Equal(EconetError.Unavailable, refused.Error);
            Assert.Contains("can't be used", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            await _server.StartAsync();
        }

        Pass(TimeSpan.FromMinutes(1));

        Assert.Empty(one.Problems.Current);
        Assert.Equal([40, 41, 41], At(other, 4, 10, 24));
    }

    [PostgresFact]
    public async Task Window_should_be_handed_on_once_when_it_is_complete_whoever_does_it()
    {
        var node = Add();
        Give(node);
        Pass(TimeSpan.FromMinutes(16));
        Set(41);
        Pass(TimeSpan.FromMinutes(5));

        var sent = new List<long>();
        using (var first = _store!.OpenToHandOn())
        using (var second = _store.OpenToHandOn())
        {
            Assert.True(await first.NextAsync(async (_, _, window) =>
            {
                sent.Add(window.Start);
                // While one does it, another one has nothing to do.
                Assert.False(await second.NextAsync((_, _, _) => throw new InvalidOperationException("It is sent twice")));
            }));
            Assert.False(await second.NextAsync((_, _, _) => throw new InvalidOperationException("It is not complete, or sent twice")));
        }

        Assert.Equal([Moments.Of(Start)], sent);
    }

    [PostgresFact]
    public async Task Window_that_could_not_be_sent_or_was_never_completed_should_be_handed_on_all_the_same()
    {
        var node = Add();
        Give(node);
        Pass(TimeSpan.FromMinutes(5));
        using (var failing = _store!.OpenToHandOn())
        {
            Assert.False(await failing.NextAsync((_, _, _) => throw new InvalidOperationException("It is not complete")));
        }

        // Its node was killed.
        await OwnDatabase.ExecuteAsync(_database, "UPDATE econet_gateway.history_windows SET written_at = written_at - interval '11 minutes'");
        using (var failing = _store.OpenToHandOn())
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => failing.NextAsync((_, _, _) => throw new HttpRequestException("refused")));
        }

        using var windows = _store.OpenToHandOn();
        var values = new List<double>();
        Assert.True(await windows.NextAsync((session, device, window) =>
        {
            var series = session.Series(device)[new SeriesKey("heatpump", Water)].Id;
            values.AddRange(session.Blocks(Tier.Raw, [series], [window.Id]).Samples(window, series).Select(sample => sample.Value));
            return Task.CompletedTask;
        }));
        Assert.Equal([40], values);
        Assert.False(await windows.NextAsync((_, _, _) => throw new InvalidOperationException("It is sent twice")));
    }

    [PostgresFact]
    public void Name_that_no_text_can_hold_should_not_keep_the_rest_from_being_written()
    {
        using var session = _store!.Open();
        var series = new Series("heatpump", "a\0b", new RecordedParameter(1, "a\0b", Unit.None, ParameterType.Float), RecordedKind.Number, 1);

        session.Transact(() => Assert.Equal(session.Register(series), session.Register(series)));

        Assert.Equal("a\uFFFDb", Assert.Single(session.Series(null)).Key.Key);
    }

    private Node Add()
    {
        var node = new Node(_store!, _time);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The device goes to a node, which begins with a snapshot.</summary>
    private void Give(Node node, bool tellsFormer = true)
    {
        foreach (var former in _nodes.Where(former => former.Epoch is not null))
        {
            former.Epoch = null;
            if (tellsFormer)
            {
                former.Recorder.Gone("heatpump");
            }
        }

        node.Epoch = ++_epochs;
        node.Recorder.Take(_device, Snapshot());
    }

    private SnapshotTaken Snapshot() => new("heatpump", _device.Snapshot);

    private void Set(double celsius) => Take(_device.Change(61, Value.Of((float)celsius), Quality.Good));

    private void Take(DeviceEvent happened, Recorder? alone = null)
    {
        alone?.Take("heatpump", happened);
        _nodes.Find(node => node.Epoch is not null)!.Recorder.Take("heatpump", happened);
    }

    /// <summary>As the writers do by themselves.</summary>
    private void Pass(TimeSpan time, Recorder? alone = null)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            alone?.Tick();
            foreach (var node in _nodes)
            {
                node.Beat();
            }
        }
    }

    /// <summary>So many wait for a lock.</summary>
    private void AwaitWaiting(long count)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (OwnDatabase.ExecuteAsync(
            _database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()").GetAwaiter().GetResult() is not long waiting || waiting < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "Nobody waits");
        }
    }

    private static double[] At(Node node, params double[] minutes) => [.. minutes.Select(minute => node.At(Water, Start.AddMinutes(minute)))];

    /// <summary>What a gateway has of the history.</summary>
    private sealed class Node : IDisposable
    {
        private readonly JumpingTime _time;
        private long _flushedAt;

        public Node(SharedHistory store, JumpingTime time)
        {
            _time = time;
            _flushedAt = time.GetTimestamp();
            Recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, time, _ => Epoch);
            Reader = new HistoryReader(store, Recorder);
            Problems = new GatewayProblems(time, NullLogger<GatewayProblems>.Instance);
            Writer = new HistoryWriter(store, Options, Recorder, Reader, Problems, time);
        }

        public Recorder Recorder { get; }

        public HistoryReader Reader { get; }

        public HistoryWriter Writer { get; }

        public GatewayProblems Problems { get; }

        public long? Epoch { get; set; }

        public bool IsAwake { get; set; } = true;

        public bool IsCutOff { get; set; }

        public void Beat()
        {
            if (!IsAwake)
            {
                return;
            }

            Recorder.Tick();
            if (!IsCutOff && (Recorder.HasLeft || _time.GetElapsedTime(_flushedAt) >= TimeSpan.FromMinutes(1)))
            {
                _flushedAt = _time.GetTimestamp();
                Writer.Flush();
            }
        }

        public double At(string key, DateTimeOffset moment) => Signal(key, moment, moment.AddSeconds(1)).At(Moments.Of(moment));

        public DateTimeOffset KnownUntil(string key) => Signal(key, Start, _time.GetUtcNow()).End.ToTime();

        public void Dispose() => Writer.Dispose();

        private Signal Signal(string key, DateTimeOffset from, DateTimeOffset to) =>
            Reader.Signals([Reader.Series("heatpump").Single(series => series.Key == key)], Moments.Of(from), Moments.Of(to))[0];
    }
}
