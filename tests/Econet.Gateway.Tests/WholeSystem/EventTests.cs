using System.Net;
using Econet.Gateway.Tests.Live;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>What happens on the bus, up to a client.</summary>
public sealed class EventTests(SimulatedHouse house) : IClassFixture<SimulatedHouse>
{
    [Fact]
    public async Task Write_should_be_told_from_its_beginning_to_its_end_and_as_a_change()
    {
        await using var client = await ConnectAsync("names=HDWTSetPoint");
        var old = (await client.UntilAsync("snapshot")).Data.GetProperty("parameters").GetProperty("HDWTSetPoint").GetProperty("value").GetInt32();
        var wanted = old == 45 ? 46 : 45;

        var (status, _) = await house.Client.WriteAsync("HDWTSetPoint", wanted);

        Assert.Equal(HttpStatusCode.OK, status);
        var writes = new List<string>();
        (string?, string?)? change = null;
        while (change is null || writes is not [.., "verified"])
        {
            var message = (await client.NextAsync())!;
            if (message.Type == "write")
            {
                writes.Add(message.Text("status")!);
                Assert.Equal((old, wanted), (message.Data.GetProperty("old_value").GetInt32(), message.Data.GetProperty("value").GetInt32()));
            }
            else if (message.Type == "change")
            {
                change ??= (message.Text("old_value"), message.Text("value"));
            }
        }

        Assert.Equal(["queued", "sent", "acknowledged", "verified"], writes);
        Assert.Equal(($"{old}", $"{wanted}"), change);
    }

    [Fact]
    public async Task Snapshot_and_changes_should_be_all_that_a_client_needs_to_know_the_values()
    {
        await using var client = await ConnectAsync("");
        var values = (await client.UntilAsync("snapshot")).Data.GetProperty("parameters").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetProperty("value").GetRawText());
        Assert.Equal(1870, values.Count);
        long? last = null;

        for (var changes = 0; changes < 100;)
        {
            var message = (await client.NextAsync())!;
            if (message.Type == "heartbeat")
            {
                continue;
            }

            Assert.Equal(message.Id, last is null ? message.Id : last + 1);
            last = message.Id;
            if (message.Type == "change" && message.Text("device") == "heatpump")
            {
                var key = message.Text("key")!;
                Assert.Equal(values[key], message.Data.GetProperty("old_value").GetRawText());
                values[key] = message.Data.GetProperty("value").GetRawText();
                changes++;
            }
        }
    }

    private Task<EventClient> ConnectAsync(string query) =>
        EventClient.ConnectAsync(house.Client, new HttpRequestMessage(HttpMethod.Get, "/api/events?" + query));
}
