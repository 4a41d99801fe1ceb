using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Cluster.Tests.Support;
using Econet.Gateway.History;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Cluster.Tests;

/// <summary>Nodes of a cluster that record into one database.</summary>
public sealed class SharedHistoryNodesTests(PostgresServer server) : RecordingNodes(server), IClassFixture<PostgresServer>
{
    private readonly PostgresServer _server = server;

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
        var alone = new Recorder(new Selection([], []), VocabularySource.BuiltIn, Time);
        var random = new Random(4);
        alone.Take(Device, Snapshot());
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
                    var state = Device.Change(1350, Value.Of(ParameterType.UInt8, random.Next(5)), Quality.Good);
                    Take(state, alone);
                    break;
                default:
                    var good = random.Next(8) > 0;
                    Take(Device.Change(61, Value.Of((float)(40 + random.Next(20))), good ? Quality.Good : Quality.Stale), alone);
                    break;
            }
        }

        Pass(TimeSpan.FromMinutes(6 * 60), alone);
        Assert.True(Time.GetUtcNow().Date > Start.Date);
        Array.ForEach(nodes, node => node.Writer.Flush());

        // From the database, and with what was rolled up after midnight, it is what one has in memory.
        var (from, to) = (Moments.Of(Start), Moments.Of(Time.GetUtcNow()));
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
        using (var session = Store.Open())
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
        using var writing = Store.Open();
        Task[] rolling = [];
        writing.Transact(() =>
        {
            Compaction.Write(writing, [late], known);
            rolling = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                using var session = Store.Open();
                session.Transact(() => Compaction.Roll(session, "heatpump", midnight));
            }))];
            AwaitWaiting(3);
            Compaction.Roll(writing, "heatpump", midnight);
        });
        await Task.WhenAll(rolling);

        using var rolled = Store.OpenToRead();
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

        using var session = Store.OpenToRead();
        Assert.InRange(session.Windows("heatpump").Count, 4, 5);
        Assert.InRange(node.Writer.Commits, 55, 62);
    }

    [PostgresFact]
    public async Task History_should_wait_for_aDatabase_that_is_away_and_readers_be_told()
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
    public void Name_that_no_text_can_hold_should_not_keep_the_rest_from_being_written()
    {
        using var session = Store.Open();
        var series = new Series("heatpump", "a\0b", new RecordedParameter(1, "a\0b", Unit.None, ParameterType.Float), RecordedKind.Number, 1);

        session.Transact(() => Assert.Equal(session.Register(series), session.Register(series)));

        Assert.Equal("a\uFFFDb", Assert.Single(session.Series(null)).Key.Key);
    }

    /// <summary>So many wait for a lock.</summary>
    private void AwaitWaiting(long count)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (OwnDatabase.ExecuteAsync(
            Database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()").GetAwaiter().GetResult() is not long waiting || waiting < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "Nobody waits");
        }
    }
}
