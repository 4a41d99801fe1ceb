using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Mqtt;

public class PendingWritesTests
{
    private readonly Outbox _outbox = new();
    private readonly PendingWrites _writes;

    public PendingWritesTests() => _writes = new PendingWrites("pump", new MqttTopics("b"), _outbox);

    [Fact]
    public void Write_should_be_told_from_when_it_was_accepted_to_its_end()
    {
        _writes.Take(FakeDevice.Job(1, WriteStatus.Queued));
        Assert.Equal(["b/pump/HDWTSetPoint/pending=47"], TakeAll());
        _writes.Take(FakeDevice.Job(1, WriteStatus.Sent));
        _writes.Take(FakeDevice.Job(1, WriteStatus.Acknowledged));
        Assert.Empty(TakeAll());
        _writes.Take(FakeDevice.Job(1));
        Assert.Equal(["b/pump/HDWTSetPoint/pending="], TakeAll());
    }

    [Fact]
    public void All_writes_under_way_should_be_told_together()
    {
        _writes.Take([FakeDevice.Job(2, WriteStatus.Queued, "Other"), FakeDevice.Job(1, WriteStatus.Sent)]);
        Assert.Contains("b/pump/pending={\"pending\":{\"Other\":\"47\",\"HDWTSetPoint\":\"47\"}}", TakeAll(together: true));

        _writes.Take(FakeDevice.Job(1));
        _writes.Take(FakeDevice.Job(2, WriteStatus.Refused, "Other"));

        Assert.Contains("b/pump/pending={\"pending\":{}}", TakeAll(together: true));
    }

    [Fact]
    public void Value_should_be_told_again_when_a_write_did_not_come_about()
    {
        _outbox.Put(MqttMessage.Retained("b/pump/HDWTSetPoint", "45"));
        _writes.Take(FakeDevice.Job(1, WriteStatus.Sent));
        TakeAll();

        _writes.Take(FakeDevice.Job(1, WriteStatus.Refused));

        Assert.Equal(["b/pump/HDWTSetPoint/pending=", "b/pump/HDWTSetPoint=45"], TakeAll());
    }

    [Fact]
    public void Later_write_should_stay_when_an_earlier_one_of_the_same_parameter_ends()
    {
        _writes.Take(FakeDevice.Job(1, WriteStatus.Sent));
        _writes.Take(FakeDevice.Job(2, WriteStatus.Queued));
        TakeAll();

        _writes.Take(FakeDevice.Job(1, WriteStatus.Superseded));
        Assert.Empty(TakeAll());
        _writes.Take(FakeDevice.Job(2));
        Assert.Equal(["b/pump/HDWTSetPoint/pending="], TakeAll());
    }

    [Fact]
    public void Writes_that_ended_unnoticed_should_be_told_no_more_and_those_that_began_should()
    {
        _writes.Take(FakeDevice.Job(1, WriteStatus.Sent));
        TakeAll();

        _writes.Take([FakeDevice.Job(2, WriteStatus.Queued, "Other"), FakeDevice.Job(1)]);

        Assert.Equal(["b/pump/HDWTSetPoint/pending=", "b/pump/Other/pending=47"], TakeAll());
    }

    [Fact]
    public void Message_of_an_earlier_run_should_be_emptied_unless_the_write_goes_on()
    {
        _writes.Take(FakeDevice.Job(1, WriteStatus.Sent));
        TakeAll();

        _writes.Hear("HDWTSetPoint");
        _writes.Hear("Other");

        Assert.Equal(["b/pump/Other/pending="], TakeAll());
    }

    /// <param name="together">Also what is told of all writes together.</param>
    private List<string> TakeAll(bool together = false)
    {
        var taken = new List<string>();
        while (_outbox.Take() is { } message)
        {
            taken.Add($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            _outbox.Done(message, sent: true);
        }

        return [.. taken.Where(told => together || !told.StartsWith("b/pump/pending=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
