using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class AnnouncementsTests
{
    private readonly Outbox _outbox = new();
    private readonly FakeDiscovery _discovery = new();
    private readonly Announcements _announcements;

    public AnnouncementsTests() => _announcements = new Announcements(_discovery, id => id is "pump" or "floor", _outbox);

    [Fact]
    public void Configs_should_be_emptied_when_they_are_wanted_no_more()
    {
        Announce("pump", "a", "b");
        TakeAll();

        Announce("pump", "b", "c");

        Assert.Equal(["a=", "c=pump"], TakeAll());
    }

    [Fact]
    public void Configs_of_earlier_runs_should_be_emptied_once_their_device_is_known()
    {
        Hear("a", "pump");
        Hear("old", "pump");
        Hear("later", "floor");
        Assert.Empty(TakeAll());

        Announce("pump", "a");

        Assert.Equal(["a=pump", "old="], TakeAll());
    }

    [Fact]
    public void Configs_should_be_emptied_when_their_device_is_removed()
    {
        Announce("pump", "a", "b");
        Announce("floor", "c");
        Hear("old", "pump");
        TakeAll();

        _announcements.Remove("pump");

        Assert.Equal(["a=", "b=", "old="], TakeAll());
        Assert.Equal(["pump"], _discovery.Forgotten);
        Announce("pump", "a");
        Assert.Equal(["a=pump"], TakeAll());
    }

    [Fact]
    public void Configs_of_earlier_runs_should_stay_while_it_is_too_early_to_announce()
    {
        Hear("old", "pump");
        _discovery.IsEarly = true;
        Announce("pump", "a");
        Assert.Empty(TakeAll());

        _discovery.IsEarly = false;
        Announce("pump", "a");

        Assert.Equal(["a=pump", "old="], TakeAll());
    }

    [Fact]
    public void Device_should_differ_by_what_is_announced_and_not_by_values_that_are_not()
    {
        var snapshot = Of(FakeDevice.Parameter(1, "measured", Value.Of(1f), max: 5), FakeDevice.Parameter(2, "named", Value.Of("a")));

        Assert.False(_announcements.Differ(snapshot, Of(FakeDevice.Parameter(1, "measured", Value.Of(2f), max: 5), snapshot.Parameters[1])));
        Assert.True(_announcements.Differ(snapshot, Of(FakeDevice.Parameter(1, "measured", Value.Of(1f), max: 6), snapshot.Parameters[1])));
        Assert.True(_announcements.Differ(snapshot, Of(snapshot.Parameters[0], FakeDevice.Parameter(2, "named", Value.Of("b")))));
        Assert.True(_announcements.Differ(snapshot, Of(snapshot.Parameters[0])));

        static DeviceSnapshot Of(params ParameterValue[] parameters) =>
            new("pump", 1, FakeDevice.At, Alive: true, FakeDevice.At, [.. parameters]);
    }

    [Fact]
    public void Configs_of_earlier_runs_that_are_found_late_should_be_emptied_with_the_next_announcement()
    {
        Announce("pump", "a");
        TakeAll();

        Hear("a", "pump");
        Assert.False(_announcements.IsDue("pump"));
        Hear("old", "pump");
        Assert.True(_announcements.IsDue("pump"));
        Assert.Empty(TakeAll());
        Announce("pump", "a");

        Assert.Equal(["old="], TakeAll());
    }

    [Fact]
    public void Configs_of_earlier_runs_that_are_found_late_should_stay_when_the_next_announcement_holds_them()
    {
        Announce("pump", "a");
        TakeAll();

        Hear("old", "pump");
        Announce("pump", "a", "old");

        Assert.Equal(["old=pump"], TakeAll());
    }

    [Fact]
    public void Device_should_be_due_until_it_is_announced_when_an_earlier_run_is_found_late_to_have_announced_more()
    {
        Announce("pump", "a");
        Assert.False(_announcements.IsDue("pump"));

        Hear("a", "pump+");
        Assert.True(_announcements.IsDue("pump"));
        Assert.False(_announcements.IsDue("floor"));

        _discovery.IsEarly = true;
        Announce("pump", "a");
        Assert.True(_announcements.IsDue("pump"));

        _discovery.IsEarly = false;
        Announce("pump", "a");
        Assert.False(_announcements.IsDue("pump"));
    }

    [Fact]
    public void Configs_should_be_emptied_when_their_device_is_gone()
    {
        Hear("old", "cellar");

        Assert.Equal(["old="], TakeAll());
    }

    [Fact]
    public void Configs_of_others_should_be_left_alone()
    {
        Announce("pump", "a");
        TakeAll();

        Hear("b", "other:lamp");
        Hear("c", "");

        Assert.Empty(TakeAll());
    }

    [Fact]
    public void Configs_should_be_published_again_when_their_reader_has_started()
    {
        Announce("pump", "a");
        Announce("floor", "b");
        TakeAll();

        Hear("status", "online");

        Assert.Equal(["a=pump", "b=floor"], TakeAll());
    }

    [Fact]
    public void Configs_about_how_things_are_should_be_published_from_the_start_and_again_when_their_reader_has_started()
    {
        AnnounceAllStatus();
        Assert.Equal(["announce/status/floor=status", "announce/status/gateway=status", "announce/status/pump=status"], TakeAll());

        Hear("status", "online");

        Assert.Equal(3, TakeAll().Length);
    }

    [Fact]
    public void Configs_about_how_a_device_is_should_be_emptied_when_the_device_is_gone()
    {
        AnnounceAllStatus();
        TakeAll();

        Hear("announce/status/pump", "status");
        Hear("announce/status/cellar", "status");

        Assert.Equal(["announce/status/cellar="], TakeAll());
    }

    [Theory]
    [InlineData(true, "announce/thermostat/pump=status")]
    [InlineData(false, "announce/thermostat/pump=")]
    public void Thermostat_of_an_earlier_run_should_stay_until_it_is_known_that_there_is_none(bool exists, string told)
    {
        _announcements.AnnounceStatus("pump");
        TakeAll();

        Hear("announce/thermostat/pump", "status");
        Assert.Empty(TakeAll());
        _announcements.AnnounceThermostat("pump", exists);

        Assert.Equal([told], TakeAll());
        _announcements.AnnounceThermostat("pump", exists);
        Assert.Empty(TakeAll());
    }

    [Fact]
    public void Devices_should_not_touch_each_others_configs()
    {
        Announce("pump", "a");
        Announce("floor", "b");
        TakeAll();

        Announce("floor", "c");

        Assert.Equal(["b=", "c=floor"], TakeAll());
    }

    [Fact]
    public void Config_that_another_device_has_taken_over_should_not_be_emptied()
    {
        Announce("floor", "shared");
        Announce("pump", "shared");
        TakeAll();

        Announce("floor", "own");

        Assert.Equal(["own=floor"], TakeAll());
        Hear("shared", "cellar");
        Assert.Empty(TakeAll());
    }

    [Fact]
    public void Device_should_be_announced_again_when_another_is_found_to_have_had_its_config()
    {
        Announce("floor", "shared");
        TakeAll();

        Hear("shared", "pump+");

        Assert.True(_announcements.IsDue("floor"));
        Announce("floor", "own");
        // It is the other's, who has yet to be announced.
        Assert.Equal(["own=floor"], TakeAll());
    }

    [Fact]
    public void Configs_about_how_a_device_is_should_be_emptied_when_it_is_removed()
    {
        AnnounceAllStatus();
        TakeAll();

        _announcements.Remove("pump");

        Assert.Equal(["announce/status/pump="], TakeAll());
    }

    private void AnnounceAllStatus()
    {
        _announcements.AnnounceStatus(null);
        _announcements.AnnounceStatus("pump");
        _announcements.AnnounceStatus("floor");
    }

    private void Announce(string device, params string[] topics)
    {
        _discovery.Topics = topics;
        _announcements.Announce(new FakeDevice(device).Snapshot);
    }

    private void Hear(string topic, string payload) => _announcements.Hear(topic, Encoding.UTF8.GetBytes(payload), retained: true);

    private string[] TakeAll()
    {
        var taken = new List<string>();
        while (_outbox.Take() is { } message)
        {
            Assert.True(message.Retain);
            taken.Add($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            _outbox.Done(message, sent: true);
        }

        return [.. taken.Order()];
    }
}

/// <summary>
/// Announces the topics that a test names, <c>{device}</c> in them being the id of the device, each with that id; a <c>+</c> after it
/// stands for more than was announced.
/// </summary>
internal sealed class FakeDiscovery : IDiscovery
{
    public IReadOnlyList<string> Topics { get; set; } = [];

    public IReadOnlyList<string> Filters => ["announce/#"];

    /// <summary>It is too early to say what is announced.</summary>
    public bool IsEarly { get; set; }

    public IReadOnlyList<MqttMessage>? Announce(DeviceSnapshot device) => IsEarly
        ? null
        : [.. Topics.Select(topic => MqttMessage.Retained(topic.Replace("{device}", device.Device, StringComparison.Ordinal), device.Device))];

    public IReadOnlyList<MqttMessage> AnnounceStatus(string? device) => [MqttMessage.Retained($"announce/status/{device ?? "gateway"}", "status")];

    public List<string> Forgotten { get; } = [];

    public void Forget(string device) => Forgotten.Add(device);

    public IReadOnlyList<MqttMessage> AnnounceThermostat(string device) => [MqttMessage.Retained($"announce/thermostat/{device}", "status")];

    public void Adopt(MqttTopics former) => Adopted.Add(former.BaseTopic);

    public List<string> Adopted { get; } = [];

    public bool Matters(ParameterValue before, ParameterValue now) => now.Name == "named";

    public bool Awaits(string stateTopic) => true;

    public Heard Hear(string topic, ReadOnlySpan<byte> payload, bool retained) => Encoding.UTF8.GetString(payload) switch
    {
        "online" => Heard.Restarted.Instance,
        "status" => Heard.OwnStatus.Instance,
        var text when text.StartsWith("other:", StringComparison.Ordinal) => Heard.Nothing.Instance,
        var device => new Heard.OwnConfig(device.TrimEnd('+'), HasMore: device.EndsWith('+')),
    };
}
