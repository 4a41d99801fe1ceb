using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.WholeSystem;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>A snapshot of the simulated heat pump with everything read, taken once.</summary>
public sealed class AnnouncedHouse : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    internal static readonly MqttTopics Topics = new("econet");

    private readonly SimulatedHouse _house = new();

    public DeviceSnapshot Snapshot { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _house.InitializeAsync();
        for (var tries = 0; tries < 600; tries++)
        {
            Snapshot = await _house.Device.SnapshotAsync();
            if (Snapshot.Parameters.All(p => p.ReadAt is not null && (p.Definition.Max is null || p.Max is not null)))
            {
                return;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        throw new TimeoutException("The simulated heat pump was not read in a minute.");
    }

    public Task DisposeAsync() => _house.DisposeAsync();

    internal static HomeAssistantDiscovery Discovery(
        DiscoveryBy by = DiscoveryBy.Device, bool all = false, string own = "", string baseTopic = "econet", string prefix = "homeassistant", string? node = null) => new(
        new HomeAssistantOptions(EntityTable.Merge(new StringReader(own), "own.yaml"), by, all) { NamesOf = NamesOf, Url = "http://gateway:8000", HasPerformance = true },
        new MqttTopics(baseTopic, node), prefix, TimeSpan.FromMinutes(5), "1.2.3");

    private static DeviceNames NamesOf(string device) =>
        device == "neasmart" ? new DeviceNames(null, NeaSmartLabels.Parse("base1_zone1=Bath; base4=Attic")!.All) : DeviceNames.None;

    /// <summary>The gateway as it starts again, and reads back what it announced before.</summary>
    internal static HomeAssistantDiscovery After(IReadOnlyList<MqttMessage> announced, HomeAssistantDiscovery again)
    {
        Assert.All(announced, message => Assert.IsType<Heard.OwnConfig>(again.Hear(message.Topic, message.Payload.Span, retained: true)));
        return again;
    }

    internal static JsonElement Json(MqttMessage message) => JsonDocument.Parse(message.Payload).RootElement;

    /// <summary>The entities of the one message that announces a device, by their ids.</summary>
    internal static JsonElement Components(HomeAssistantDiscovery discovery, DeviceSnapshot snapshot) =>
        Entities(Json(Assert.Single(discovery.Announce(snapshot)!)));

    /// <summary>The entities of a message by their ids, without those that it takes away.</summary>
    internal static JsonElement Entities(JsonElement message) => JsonSerializer.SerializeToElement(
        message.GetProperty("cmps").EnumerateObject().Where(c => c.Value.EnumerateObject().Count() > 1)
            .ToDictionary(c => c.Name[(c.Value.GetProperty("p").GetString()!.Length + 1)..], c => c.Value));

    /// <summary>The snapshot with some parameters in another state.</summary>
    internal static DeviceSnapshot With(DeviceSnapshot snapshot, string name, Func<ParameterValue, ParameterValue> change) => snapshot with
    {
        Parameters = [.. snapshot.Parameters.Select(p => p.Name == name ? change(p) : p)],
    };

    internal static JsonElement Component(string id, DeviceSnapshot snapshot) => Components(Discovery(), snapshot).GetProperty(id);

    internal static ParameterValue Parameter(DeviceSnapshot snapshot, string name) => snapshot.Parameters.First(p => p.Name == name);
}
