using System.Text;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>What a gateway leaves on the broker when its topics change.</summary>
public sealed class FormerTopicsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Outbox _outbox = new();
    private readonly Subscriptions _subscriptions = new();
    private readonly FakeDiscovery _discovery = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Topics_of_an_earlier_base_topic_should_be_emptied_and_the_status_last()
    {
        Publish("old", "ha", "pump", "floor");

        var former = Begin("new", "ha");
        Assert.Equal(["old/status"], Subscribed());
        Assert.True(Hear(former, "old/status", "offline"));
        Assert.Equal(["old/status", "old/floor/#", "old/pump/#", "old/gateway", "ha/#"], Subscribed());
        Assert.Equal(["old"], _discovery.Adopted);
        Assert.True(Hear(former, "old/gateway", "{}"));
        Assert.True(Hear(former, "old/pump/schedules/HDW", "{}"));
        Assert.False(Hear(former, "old/lamp/state", "1"));
        Assert.False(Hear(former, "old/pump/HDWTSetPoint/set", "60"));
        Assert.False(Hear(former, "ha/device/x/config", "old"));
        Assert.Equal(["old/gateway=", "old/pump/schedules/HDW="], TakeAll());

        Look(former, FormerTopics.EnoughLooks);

        // The broker may not have delivered all at once: it is asked again.
        Assert.Equal(["old/status"], Subscribed());
        Look(former, FormerTopics.Pause);
        Assert.Equal(["old/status", "old/floor/#", "old/pump/#", "old/gateway", "ha/#"], Subscribed());
        Assert.True(Hear(former, "old/floor/bus", "{}"));
        Assert.Equal(["old/floor/bus="], TakeAll());
        Look(former, FormerTopics.EnoughLooks + FormerTopics.Pause);
        Assert.Empty(TakeAll());
        Look(former, FormerTopics.EnoughLooks);

        Assert.Equal(["old/status="], TakeAll());
        Assert.Empty(Subscribed());
        Assert.Empty(History().Begin("new", "ha"));
    }

    [Fact]
    public void Topics_should_be_left_alone_where_another_gateway_is_online()
    {
        Publish("old", "ha", "pump");

        var former = Begin("new", "ha");
        Hear(former, "old/status", "online");
        Look(former, FormerTopics.MostLooks - 1);
        Assert.Single(History().Begin("new", "ha"));
        Look(former, 1);

        Assert.Empty(TakeAll());
        Assert.Empty(Subscribed());
        Assert.False(Hear(former, "old/status", "offline"));
        Assert.Empty(History().Begin("new", "ha"));
    }

    [Fact]
    public void Topics_of_a_run_that_the_broker_misses_late_should_be_emptied()
    {
        Publish("old", "ha", "pump");

        var former = Begin("new", "ha");
        Hear(former, "old/status", "online");
        Look(former, FormerTopics.EnoughLooks);
        former.Hear(new MqttReceived("old/status", "offline"u8.ToArray(), IsRetained: false, IsRepeated: false));

        Assert.True(Hear(former, "old/pump/bus", "{}"));
    }

    [Fact]
    public void Nothing_should_be_looked_for_where_the_broker_knows_no_status()
    {
        Publish("old", "ha", "pump");

        var former = Begin("new", "ha");
        Look(former, FormerTopics.EnoughLooks - 1);
        former.Look(isConnected: false);
        Look(former, FormerTopics.EnoughLooks - 1);
        Assert.Single(History().Begin("new", "ha"));
        Look(former, 1);

        Assert.Empty(History().Begin("new", "ha"));
        Assert.Empty(TakeAll());
    }

    [Theory]
    [InlineData("other")]
    [InlineData(null)]
    public void Announcements_of_an_earlier_prefix_should_be_emptied(string? prefix)
    {
        Publish("base", "ha", "pump");

        var former = Begin("base", prefix);
        Assert.Empty(Subscribed());
        Look(former, 1);

        Assert.Equal(["ha/#"], Subscribed());
        Assert.True(Hear(former, "ha/device/x/config", "base"));
        Assert.False(Hear(former, "ha/device/y/config", "another"));
        Assert.False(Hear(former, "base/pump/bus", "{}"));
        Assert.Equal(["ha/device/x/config="], TakeAll());
    }

    [Fact]
    public void Topics_that_are_used_again_should_not_be_cleared()
    {
        Publish("old", "ha", "pump");
        Publish("new", "ha", "pump");

        var history = History();
        Assert.Equal(["new"], history.Begin("old", "ha").Select(used => used.BaseTopic));
        history.Add("floor");
        Assert.Equal(["floor", "pump"], History().Begin("third", "ha").Single(used => used.BaseTopic == "old").Devices);
    }

    [Fact]
    public void Damaged_file_should_count_as_none()
    {
        _directory.Write("topics.json", "[{\"BaseTopic\":");

        Assert.Empty(History().Begin("new", "ha"));
        Assert.Single(History().Begin("newer", "ha"));
    }

    private TopicHistory History() => new(Path.Combine(_directory.Path, "topics.json"), NullLogger.Instance);

    private void Publish(string baseTopic, string? prefix, params string[] devices)
    {
        var history = History();
        history.Begin(baseTopic, prefix);
        Array.ForEach(devices, history.Add);
    }

    private FormerTopics Begin(string baseTopic, string? prefix)
    {
        var history = History();
        var former = new FormerTopics(
            history.Begin(baseTopic, prefix), new MqttTopics(baseTopic), prefix, _discovery,
            (of, _, payload) => Encoding.UTF8.GetString(payload.Span) == of.BaseTopic, history, _subscriptions, _outbox, NullLogger.Instance);
        _subscriptions.Add([.. former.Filters]);
        return former;
    }

    private static bool Hear(FormerTopics former, string topic, string payload) =>
        former.Hear(new MqttReceived(topic, Encoding.UTF8.GetBytes(payload), IsRetained: true, IsRepeated: false));

    private static void Look(FormerTopics former, int times)
    {
        for (var i = 0; i < times; i++)
        {
            former.Look(isConnected: true);
        }
    }

    private IEnumerable<string> Subscribed() => _subscriptions.Wanted.Select(filter => filter.Topic);

    private string[] TakeAll()
    {
        var taken = new List<string>();
        while (_outbox.Take() is { } message)
        {
            taken.Add($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            _outbox.Done(message, sent: true);
        }

        return [.. taken];
    }
}
