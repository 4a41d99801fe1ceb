using Econet.Gateway.Mqtt;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Diagnostics.PacketInspection;
using MQTTnet.Protocol;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>What becomes of messages on a connection that looks well and is not.</summary>
public sealed class DeliveryTests
{
    private readonly AwaitedTime _time = new();
    private readonly Outbox _outbox = new();
    private readonly BrokenClient _client = new();
    private readonly Delivery _delivery;

    public DeliveryTests() =>
        _delivery = new Delivery(_outbox, MqttQualityOfServiceLevel.AtLeastOnce, _time, NullLogger.Instance);

    [Fact]
    public async Task Delivery_should_end_and_keep_the_message_when_one_does_not_get_through()
    {
        _client.OnPublish = _ => throw new InvalidOperationException("The client is not connected");
        _outbox.Put(MqttMessage.Retained("econet/heatpump/A", "1"));

        var failed = await Assert.ThrowsAsync<IOException>(() => _delivery.RunAsync(_client, CancellationToken.None));

        Assert.Equal("The client is not connected", failed.Message);
        Assert.Equal(1, _client.Attempts);
        Assert.Equal("econet/heatpump/A", _outbox.Take()?.Topic);
    }

    [Fact]
    public async Task Delivery_should_end_when_the_broker_does_not_acknowledge()
    {
        _client.OnPublish = cancellation => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        _outbox.Put(MqttMessage.Retained("econet/heatpump/A", "1"));
        var waiting = _time.WaitBegunAsync(Delivery.AnswerTimeout);
        var running = _delivery.RunAsync(_client, CancellationToken.None);
        await waiting;

        _time.Advance(Delivery.AnswerTimeout);

        var failed = await Assert.ThrowsAsync<IOException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.Equal("the broker has not acknowledged within 20 s", failed.Message);
        Assert.Equal("econet/heatpump/A", _outbox.Take()?.Topic);
    }

    private sealed class BrokenClient : IMqttClient
    {
        public event Func<MqttApplicationMessageReceivedEventArgs, Task>? ApplicationMessageReceivedAsync { add { } remove { } }

        public event Func<MqttClientConnectedEventArgs, Task>? ConnectedAsync { add { } remove { } }

        public event Func<MqttClientConnectingEventArgs, Task>? ConnectingAsync { add { } remove { } }

        public event Func<MqttClientDisconnectedEventArgs, Task>? DisconnectedAsync { add { } remove { } }

        public event Func<InspectMqttPacketEventArgs, Task>? InspectPacketAsync { add { } remove { } }

        public Func<CancellationToken, Task> OnPublish { get; set; } = _ => Task.CompletedTask;

        public int Attempts { get; private set; }

        public bool IsConnected => true;

        public MqttClientOptions Options => throw new NotSupportedException();

        public async Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage applicationMessage, CancellationToken cancellationToken)
        {
            Attempts++;
            await OnPublish(cancellationToken);
            return new MqttClientPublishResult(1, MqttClientPublishReasonCode.Success, null, []);
        }

        public Task<MqttClientConnectResult> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task DisconnectAsync(MqttClientDisconnectOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SendEnhancedAuthenticationExchangeDataAsync(
            MqttEnhancedAuthenticationExchangeData data, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<MqttClientSubscribeResult> SubscribeAsync(MqttClientSubscribeOptions options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<MqttClientUnsubscribeResult> UnsubscribeAsync(MqttClientUnsubscribeOptions options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
