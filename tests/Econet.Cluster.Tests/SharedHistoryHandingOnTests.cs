using Econet.Cluster.Tests.Support;
using Econet.Gateway.History;

namespace Econet.Cluster.Tests;

/// <summary>The history of a cluster that somebody else gets, too.</summary>
public sealed class SharedHistoryHandingOnTests(PostgresServer server) : RecordingNodes(server), IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Window_should_be_handed_on_once_when_it_is_complete_whoever_does_it()
    {
        var node = Add();
        Give(node);
        Pass(TimeSpan.FromMinutes(16));
        Set(41);
        Pass(TimeSpan.FromMinutes(5));

        var sent = new List<long>();
        using (var first = Store.OpenToHandOn())
        using (var second = Store.OpenToHandOn())
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
        using (var failing = Store.OpenToHandOn())
        {
            Assert.False(await failing.NextAsync((_, _, _) => throw new InvalidOperationException("It is not complete")));
        }

        // Its node was killed.
        await OwnDatabase.ExecuteAsync(Database, "UPDATE econet_gateway.history_windows SET written_at = written_at - interval '11 minutes'");
        using (var failing = Store.OpenToHandOn())
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => failing.NextAsync((_, _, _) => throw new HttpRequestException("refused")));
        }

        using var windows = Store.OpenToHandOn();
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
}
