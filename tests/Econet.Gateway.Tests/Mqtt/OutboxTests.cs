using System.Text;
using CsCheck;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class OutboxTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public void State_should_wait_once_with_its_last_value()
    {
        Put("a", "1");
        Put("b", "1");
        Put("a", "2");

        Assert.Equal(2, _outbox.Backlog);
        Assert.Equal(["a=2", "b=1"], TakeAll());
        Assert.Equal(0, _outbox.Backlog);
    }

    [Fact]
    public void State_should_not_be_sent_again_when_it_is_the_same()
    {
        Put("a", "1");
        TakeAll();

        Put("a", "1");

        Assert.Empty(TakeAll());
    }

    [Fact]
    public void State_should_be_sent_again_when_the_connection_was_lost()
    {
        Put("a", "1");

        _outbox.Done(_outbox.Take()!, sent: false);

        Assert.Equal(["a=1"], TakeAll());
    }

    [Fact]
    public void State_should_be_sent_after_the_one_under_way_when_it_changed_meanwhile()
    {
        Put("a", "1");
        var underWay = _outbox.Take()!;

        Put("a", "2");

        Assert.Null(_outbox.Take());
        _outbox.Done(underWay, sent: true);
        Assert.Equal(["a=2"], TakeAll());
    }

    [Fact]
    public void State_should_wait_until_this_gateway_may_publish_it()
    {
        var isMine = false;
        var outbox = new Outbox(topic => topic != "b/pump/x" || isMine);
        outbox.Put(MqttMessage.Retained("b/pump/x", "1"));
        outbox.Put(MqttMessage.Passing("b/pump/x", "an event"));
        outbox.Put(MqttMessage.Retained("b/status", "online"));
        Assert.Equal(["b/status=online"], TakeAll(outbox));
        outbox.LookAgain();
        Assert.Empty(TakeAll(outbox));

        isMine = true;
        outbox.LookAgain();

        Assert.Equal(["b/pump/x=1"], TakeAll(outbox));
    }

    [Fact]
    public void State_should_be_left_on_the_broker_and_not_repeated_when_it_is_dropped()
    {
        Put("pump/a", "1");
        Put("pump/b", "1");
        Put("other", "1");
        var underWay = _outbox.Take()!;

        _outbox.Drop("pump/");
        _outbox.Done(underWay, sent: true);
        _outbox.RepeatAll();

        Assert.Equal(["other=1"], TakeAll());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void State_should_be_sent_anew_when_it_comes_back_after_it_was_dropped_under_way(string value)
    {
        Put("pump/a", "1");
        var underWay = _outbox.Take()!;
        _outbox.Drop("pump/");

        Put("pump/a", value);
        _outbox.Done(underWay, sent: true);

        Assert.Equal([$"pump/a={value}"], TakeAll());
    }

    [Fact]
    public void Everything_should_be_sent_again_when_asked_for()
    {
        Put("a", "1");
        Put("b", "1");
        TakeAll();

        _outbox.RepeatAll();
        _outbox.RepeatAll();

        Assert.Equal(["a=1", "b=1"], TakeAll().Order());
    }

    [Fact]
    public void Topics_should_be_sent_again_when_asked_for_and_known()
    {
        Put("a", "1");
        Put("b", "1");
        TakeAll();

        _outbox.Repeat(["b", "c"]);

        Assert.Equal(["b=1"], TakeAll());
    }

    [Fact]
    public void Topic_should_be_forgotten_when_it_was_emptied()
    {
        Put("a", "1");
        TakeAll();

        Put("a", "");

        Assert.Equal(["a="], TakeAll());
        _outbox.RepeatAll();
        Assert.Empty(TakeAll());
    }

    [Fact]
    public void Topics_that_begin_alike_should_be_emptied_and_no_others()
    {
        Put("b/one/x", "1");
        Put("b/one/y", "");
        Put("b/onetwo/x", "1");
        TakeAll();

        _outbox.Empty("b/one/");

        Assert.Equal(["b/one/x="], TakeAll());
        Put("b/one/x", "1");
        Assert.Equal(["b/one/x=1"], TakeAll());
    }

    [Fact]
    public void Passing_messages_should_go_first_and_all_in_order()
    {
        Put("a", "1");
        _outbox.Put(MqttMessage.Passing("r", "1"));
        _outbox.Put(MqttMessage.Passing("r", "1"));

        Assert.Equal(["r=1", "r=1", "a=1"], TakeAll());
    }

    [Fact]
    public void Events_should_give_way_to_newer_ones_when_too_many_wait()
    {
        for (var i = 0; i < Outbox.MaxEvents + 3; i++)
        {
            _outbox.Put(MqttMessage.Passing("e", $"{i}"));
        }

        Assert.Equal(Outbox.MaxEvents, _outbox.Backlog);
        Assert.Equal("e=3", TakeAll()[0]);
    }

    [Fact]
    public void Event_should_go_first_and_never_give_way_to_answers()
    {
        _outbox.Put(MqttMessage.Passing("e", "1"));
        for (var i = 0; i < Outbox.MaxAnswers + 3; i++)
        {
            _outbox.PutAnswer(MqttMessage.Passing("r", $"{i}"));
        }

        var taken = TakeAll();
        Assert.Equal("e=1", taken[0]);
        Assert.Equal(Outbox.MaxAnswers + 1, taken.Count);
        Assert.Equal(3, _outbox.Dropped);
    }

    [Fact]
    public void Answers_and_states_should_take_turns()
    {
        for (var i = 1; i <= 3; i++)
        {
            Put("a" + i, "1");
            _outbox.PutAnswer(MqttMessage.Passing("r", $"{i}"));
            _outbox.PutAnswer(MqttMessage.Passing("r", $"-{i}"));
        }

        Assert.Equal(["r=1", "a1=1", "r=-1", "a2=1", "r=2", "a3=1", "r=-2", "r=3", "r=-3"], TakeAll());
    }

    [Fact]
    public void Answer_should_be_sent_again_when_the_connection_was_lost()
    {
        _outbox.PutAnswer(MqttMessage.Passing("r", "1"));

        _outbox.Done(_outbox.Take()!, sent: false);

        Assert.Equal(["r=1"], TakeAll());
    }

    [Fact]
    public async Task Waiting_should_end_when_something_comes()
    {
        var waiting = _outbox.WaitAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        Put("a", "1");

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    /// <summary>A broker that takes, loses, and is away as it pleases knows the last state of every topic once it took all that waits.</summary>
    [Fact]
    public void Broker_should_know_the_last_states_whatever_happened_on_the_way()
    {
        var step = Gen.OneOf(
            Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], (topic, value) => (Kind: 0, Topic: $"t{topic}", Value: value == 0 ? "" : $"{value}")),
            Gen.Int[0, 2].Select(i => (Kind: 1 + i, Topic: "", Value: "")));
        step.Array[0, 60].Sample(steps =>
        {
            var outbox = new Outbox();
            var known = new Dictionary<string, string>();
            var broker = new Dictionary<string, string>();
            var underWay = new List<MqttMessage>();
            foreach (var (kind, topic, value) in steps)
            {
                switch (kind)
                {
                    case 0:
                        outbox.Put(MqttMessage.Retained(topic, value));
                        known[topic] = value;
                        break;
                    case 1 when outbox.Take() is { } message:
                        Assert.DoesNotContain(underWay, other => other.Topic == message.Topic);
                        underWay.Add(message);
                        break;
                    case 2 when underWay.Count > 0:
                        Arrive(broker, underWay[0]);
                        outbox.Done(underWay[0], sent: true);
                        underWay.RemoveAt(0);
                        break;
                    case 3:
                        broker.Clear();
                        underWay.ForEach(message => outbox.Done(message, sent: false));
                        underWay.Clear();
                        outbox.RepeatAll();
                        break;
                }
            }

            underWay.ForEach(message =>
            {
                Arrive(broker, message);
                outbox.Done(message, sent: true);
            });
            while (outbox.Take() is { } message)
            {
                Arrive(broker, message);
                outbox.Done(message, sent: true);
            }

            Assert.Equal(
                known.Where(k => k.Value.Length > 0).OrderBy(k => k.Key), broker.Where(b => b.Value.Length > 0).OrderBy(b => b.Key));
        });
    }

    private static void Arrive(Dictionary<string, string> broker, MqttMessage message) =>
        broker[message.Topic] = Encoding.UTF8.GetString(message.Payload.Span);

    private void Put(string topic, string payload) => _outbox.Put(MqttMessage.Retained(topic, payload));

    private List<string> TakeAll() => TakeAll(_outbox);

    private static List<string> TakeAll(Outbox outbox)
    {
        var taken = new List<string>();
        while (outbox.Take() is { } message)
        {
            taken.Add($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            outbox.Done(message, sent: true);
        }

        return taken;
    }
}
