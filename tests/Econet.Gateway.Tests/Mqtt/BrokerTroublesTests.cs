using System.Security.Authentication;
using Econet.Gateway.Mqtt;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Exceptions;

namespace Econet.Gateway.Tests.Mqtt;

public class BrokerTroublesTests
{
    private static readonly BrokerFailure Cut = new(BrokerFault.Cut, "the broker closed the connection");
    private static readonly BrokerFailure Away = new(BrokerFault.Unreachable, "Connection refused");
    private readonly FakeTimeProvider _time = new();
    private readonly BrokerTroubles _troubles;

    public BrokerTroublesTests() => _troubles = new BrokerTroubles(
        MqttSettings.Load(("MQTT_URL", "mqtt://broker"), ("MQTT_CLIENT_ID", "house"))!, _time);

    [Fact]
    public void Broker_should_be_no_problem_when_it_is_not_there_for_a_moment()
    {
        _troubles.Failed(Away);
        Assert.Empty(_troubles.Current);

        _time.Advance(TimeSpan.FromSeconds(25));

        var (code, message) = Assert.Single(_troubles.Current);
        Assert.Equal("broker_unreachable", code);
        Assert.Contains("mqtt://broker:1883 can't be reached: Connection refused. ", message, StringComparison.Ordinal);
        _troubles.Connected();
        Assert.Empty(_troubles.Current);
    }

    [Fact]
    public void Broker_should_have_its_moment_again_when_a_connection_was_lost()
    {
        _troubles.Connected();
        _time.Advance(TimeSpan.FromHours(1));

        _troubles.Failed(Away);
        Assert.Empty(_troubles.Current);
        _time.Advance(TimeSpan.FromSeconds(15));
        _troubles.Failed(Away);
        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(["broker_unreachable"], Codes());
    }

    [Theory]
    [InlineData((int)BrokerFault.User, "MQTT_PASSWORD")]
    [InlineData((int)BrokerFault.Encryption, "MQTT_CA_FILE")]
    [InlineData((int)BrokerFault.Refused, "log")]
    public void Refusal_should_be_told_at_once_with_what_to_do(int fault, string remedy)
    {
        _troubles.Failed(new BrokerFailure((BrokerFault)fault, "no"));

        var (code, message) = Assert.Single(_troubles.Current);
        Assert.Equal("broker_refused", code);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        _troubles.Connected();
        Assert.Empty(_troubles.Current);
    }

    [Fact]
    public void Shared_name_should_be_told_at_once_when_the_broker_says_so_and_until_a_connection_has_settled()
    {
        _troubles.Connected();
        _troubles.Failed(new BrokerFailure(BrokerFault.TakenOver, "another client"));

        var (code, message) = Assert.Single(_troubles.Current);
        Assert.Equal("client_id_shared", code);
        Assert.Contains("'house'", message, StringComparison.Ordinal);
        Assert.Contains("MQTT_CLIENT_ID", message, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(5));
        _troubles.Connected();
        _time.Advance(BrokerTroubles.Settled - TimeSpan.FromSeconds(1));
        Assert.Equal(["client_id_shared"], Codes());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_troubles.Current);
    }

    [Fact]
    public void Shared_name_should_be_guessed_when_connections_are_cut_again_and_again()
    {
        for (var time = 1; time <= BrokerTroubles.MostCuts; time++)
        {
            Assert.Empty(_troubles.Current);
            _troubles.Connected();
            _time.Advance(TimeSpan.FromSeconds(3));
            _troubles.Failed(Cut);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["client_id_shared"], Codes());
    }

    [Fact]
    public void Shared_name_should_not_be_guessed_when_the_broker_restarts()
    {
        for (var time = 0; time < 10; time++)
        {
            _troubles.Connected();
            _time.Advance(TimeSpan.FromSeconds(3));
            _troubles.Failed(Cut);
            _time.Advance(TimeSpan.FromSeconds(1));
            _troubles.Failed(Away);
        }

        Assert.DoesNotContain("client_id_shared", Codes());
    }

    [Fact]
    public void Shared_name_should_not_be_guessed_when_connections_stand_for_long()
    {
        for (var time = 0; time < 10; time++)
        {
            _troubles.Connected();
            _time.Advance(TimeSpan.FromMinutes(3));
            _troubles.Failed(Cut);
        }

        Assert.Empty(_troubles.Current);
    }

    [Fact]
    public void Failure_should_be_one_of_encryption_when_that_is_at_its_root()
    {
        var failure = Reasons.Of(new MqttCommunicationException(new AuthenticationException("The remote certificate is invalid.")));

        Assert.Equal(new BrokerFailure(BrokerFault.Encryption, "The remote certificate is invalid"), failure);
    }

    private IEnumerable<string> Codes() => _troubles.Current.Select(problem => problem.Code);
}
