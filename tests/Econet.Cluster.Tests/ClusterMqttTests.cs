using System.Globalization;
using System.Net;
using Econet.Cluster.Tests.Support;
using Econet.Gateway.Tests.Mqtt;

namespace Econet.Cluster.Tests;

/// <summary>Three nodes at one broker.</summary>
[Collection(ClusterOfThree.Name)]
public sealed class ClusterMqttTests(ClusterOfThree cluster) : ClusterTest(cluster)
{
    private const string Topic = "econet/heatpump/HDWTSetPoint";

    /// <summary>Whoever else published would have done so by then.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    [BrokerFact]
    public async Task Device_should_be_published_and_take_commands_once_wherever_it_lives()
    {
        await using var listener = await MqttListener.ConnectAsync(Cluster.Broker.Port, "econet/#", "homeassistant/#");
        await OnceAsync(listener, 41);
        var owner = await Cluster.OwnerAsync();
        await owner.StopAsync();
        await Cluster.UntilAsync("the device has another owner", async () => await Cluster.OwnerAsync() != owner);
        await listener.UntilAsync($"econet/nodes/{owner.Name}/status", heard => heard.Payload == "offline");

        await OnceAsync(listener, 42);

        // Of two nodes the one that is left would end as well, unless it is the first by its address.
        await Cluster.WholeAsync();
        owner = await Cluster.OwnerAsync();
        owner.Kill();
        await owner.EndAsync();
        await Cluster.UntilAsync("the device has another owner", async () => await Cluster.OwnerAsync() != owner);
        await OnceAsync(listener, 43);
        await OneAnnouncementAsync((await Cluster.OwnerAsync()).Name);
    }

    [BrokerFact]
    public async Task Device_should_leave_nothing_at_the_broker_when_it_is_removed()
    {
        await using var pump = new HeatPump();
        var annexe = new { id = "annexe", kind = "gm3", port = pump.Address };
        Assert.Equal(HttpStatusCode.Created, (await Cluster.Nodes[0].SendAsync(HttpMethod.Post, "/api/devices", annexe)).Status);
        await using (var listener = await MqttListener.ConnectAsync(Cluster.Broker.Port, "econet/annexe/#"))
        {
            await listener.UntilAsync("econet/annexe/HDWTSetPoint");
        }

        Assert.Equal(HttpStatusCode.OK, (await Cluster.Nodes[1].SendAsync(HttpMethod.Delete, "/api/devices/annexe?state=delete")).Status);

        await Cluster.UntilAsync("nothing is left", async () =>
        {
            await using var later = await MqttListener.ConnectAsync(Cluster.Broker.Port, "econet/annexe/#", "econet/nodes/#", "homeassistant/#");
            await later.UntilAsync(heard => heard.Any(one => one.Topic.EndsWith("/status", StringComparison.Ordinal)), "no node is there");
            return later.All.All(heard => !heard.Topic.Contains("annexe", StringComparison.Ordinal));
        });
    }

    /// <summary>A command and its results come once, and its value is written and published once.</summary>
    private async Task OnceAsync(MqttListener listener, int value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        await listener.UntilAsync("econet/heatpump/availability", heard => heard.Payload == "online");
        var sent = 0;
        await Cluster.UntilAsync("the command is taken", async () =>
        {
            sent++;
            // Nobody takes it while the device is on its way.
            await listener.SendAsync($"{Topic}/set", text);
            await Task.Delay(LongEnough, TimeProvider.System);
            return listener.All.Any(heard => heard.Topic == $"{Topic}/result" && heard.Json.GetProperty("new_value").GetRawText() == text);
        });
        await Task.Delay(LongEnough, TimeProvider.System);
        Assert.Single(Cluster.HeatPump.Simulator.Writes, made => made.Value.ToDouble() == value);
        // A busy machine may take the first command when the second was sent.
        Assert.InRange(
            listener.All.Count(heard => !heard.Retained && heard.Topic == $"{Topic}/result" && heard.Json.GetProperty("new_value").GetRawText() == text), 1, sent);
        Assert.InRange(listener.All.Count(heard => !heard.Retained && heard.Topic == Topic && heard.Payload == text), 1, sent);
    }

    /// <summary>Each of Home Assistant's configs of the device names the node that has it.</summary>
    private Task OneAnnouncementAsync(string owner) => Cluster.UntilAsync("Home Assistant knows where the device is", async () =>
    {
        await using var listener = await MqttListener.ConnectAsync(Cluster.Broker.Port, "homeassistant/device/+/config");
        await Task.Delay(LongEnough, TimeProvider.System);
        var devices = listener.All.Where(heard => heard.Topic.Contains("SIM", StringComparison.Ordinal) || heard.Topic.Contains("_status_", StringComparison.Ordinal)).ToArray();
        return devices.Length == 2 && devices.All(heard => heard.Payload.Contains($"econet/nodes/{owner}/status", StringComparison.Ordinal));
    });

    /// <summary>A test that needs PostgreSQL and a broker.</summary>
    private sealed class BrokerFactAttribute : FactAttribute
    {
        public BrokerFactAttribute() => Skip = PostgresServer.Programs is null ? "PostgreSQL is not installed (Debian's package postgresql)"
            : Mosquitto.Path is null ? "There is no mosquitto on this machine."
            : null;
    }
}
