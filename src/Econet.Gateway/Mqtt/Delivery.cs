using MQTTnet;
using MQTTnet.Protocol;

namespace Econet.Gateway.Mqtt;

/// <summary>The way from the <see cref="Outbox"/> to the broker, many messages at once and each topic's in order.</summary>
internal sealed class Delivery(Outbox outbox, MqttQualityOfServiceLevel qos, TimeProvider time, ILogger logger)
{
    /// <summary>Messages under way at once: as many as a broker's usual window, so that none has to wait in it.</summary>
    private const int MaxUnderWay = 20;

    /// <summary>What a packet holds besides topic and payload, and letters of a topic beyond ASCII, generously.</summary>
    private const int Overhead = 256;

    /// <summary>A broker that does not acknowledge for so long has hung up without a word.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private int _window = MaxUnderWay;
    private uint _maxPacket = uint.MaxValue;
    private long _published;
    private long _refused;

    /// <summary>Messages that a broker took since the start.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Messages that it did not take.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes over what the broker of a new connection says of its limits.</summary>
    public void Respect(MqttClientConnectResult broker)
    {
        // MQTTnet says 0 for what the broker did not tell.
        _window = broker.ReceiveMaximum is > 0 and var window ? Math.Min(MaxUnderWay, (int)window) : MaxUnderWay;
        _maxPacket = broker.MaximumPacketSize is > 0 and var longest ? longest : uint.MaxValue;
    }

    /// <summary>Sends what comes into the outbox until the connection is gone.</summary>
    public async Task RunAsync(IMqttClient client, CancellationToken gone)
    {
        var window = _window;
        using var free = new SemaphoreSlim(window);
        try
        {
            while (true)
            {
                await outbox.WaitAsync(gone);
                while (true)
                {
                    await free.WaitAsync(gone);
                    if (outbox.Take() is not { } message)
                    {
                        free.Release();
                        break;
                    }

                    // Not awaited: many are under way, in the order in which this starts them.
                    _ = SendAsync(client, message, free, gone);
                }
            }
        }
        finally
        {
            // The next connection must find the outbox without anything under way.
            for (var i = 0; i < window; i++)
            {
                await free.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task SendAsync(IMqttClient client, MqttMessage message, SemaphoreSlim free, CancellationToken gone)
    {
        var isDone = false;
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, timeout.Token);
            // A packet that is too long would cost the connection.
            var refusal = message.Payload.Length + message.Topic.Length + Overhead > _maxPacket ? $"longer than {_maxPacket} bytes"
                : await PublishAsync(client, message, either.Token) is { IsSuccess: false } answer ? answer.ReasonCode.ToString()
                : null;
            isDone = true;
            if (refusal is null)
            {
                Interlocked.Increment(ref _published);
            }
            else if (Interlocked.Increment(ref _refused) == 1)
            {
                MqttLog.NotTaken(logger, message.Topic, refusal);
            }
        }
        catch (Exception) when (timeout.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            await client.TryDisconnectAsync();
        }
        catch (Exception)
        {
            // The connection is gone, and says so itself.
        }
        finally
        {
            outbox.Done(message, isDone);
            free.Release();
        }
    }

    public Task<MqttClientPublishResult> PublishAsync(IMqttClient client, MqttMessage message, CancellationToken cancellation) =>
        client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = message.Topic,
                Payload = new(message.Payload),
                Retain = message.Retain,
                QualityOfServiceLevel = qos,
            },
            cancellation);
}
