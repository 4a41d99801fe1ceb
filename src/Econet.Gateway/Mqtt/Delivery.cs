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

    /// <summary>A broker that does not acknowledge for that long has hung up without a word.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private int _window = MaxUnderWay;
    private uint _maxPacket = uint.MaxValue;
    private long _published;
    private long _refused;

    /// <summary>Messages that a broker took since the start.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Messages that it did not take.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Adopts the limits of the broker after a connection.</summary>
    public void Respect(MqttClientConnectResult broker)
    {
        // MQTTnet says 0 for what the broker did not tell.
        _window = broker.ReceiveMaximum is > 0 and var window ? Math.Min(MaxUnderWay, (int)window) : MaxUnderWay;
        _maxPacket = broker.MaximumPacketSize is > 0 and var longest ? longest : uint.MaxValue;
    }

    /// <summary>Sends what is in the outbox until the connection is lost.</summary>
    /// <exception cref="IOException">A message did not get through: the connection is unusable, even if it looks open.</exception>
    public async Task RunAsync(IMqttClient client, CancellationToken gone)
    {
        using var way = new Way(client, _window, gone);
        try
        {
            while (true)
            {
                await outbox.WaitAsync(way.Closed);
                while (true)
                {
                    await way.EnterAsync();
                    if (outbox.Take() is not { } message)
                    {
                        way.Leave();
                        break;
                    }

                    // Not awaited: many are under way, in the order in which this starts them.
                    _ = SendAsync(way, message);
                }
            }
        }
        catch (OperationCanceledException) when (way.Failure is { } failure)
        {
            throw new IOException(failure);
        }
        finally
        {
            // The next connection must find the outbox without anything under way.
            await way.UntilEmptyAsync();
        }
    }

    private async Task SendAsync(Way way, MqttMessage message)
    {
        var isDone = false;
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(way.Closed, timeout.Token);
            // A packet that is too long would cost the connection.
            var refusal = message.Payload.Length + message.Topic.Length + Overhead > _maxPacket ? $"longer than {_maxPacket} bytes"
                : await PublishAsync(way.Client, message, either.Token) is { IsSuccess: false } answer ? answer.ReasonCode.ToString()
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
        catch (Exception failed)
        {
            // What did not get through waits again: on this connection it would be tried without a pause.
            way.Close(timeout.IsCancellationRequested
                ? $"the broker has not acknowledged within {AnswerTimeout.TotalSeconds} s" : Reasons.Of(failed).Reason);
        }
        finally
        {
            outbox.Done(message, isDone);
            way.Leave();
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

    /// <summary>One connection, for as many messages at once as the window holds.</summary>
    private sealed class Way(IMqttClient client, int window, CancellationToken gone) : IDisposable
    {
        private readonly SemaphoreSlim _free = new(window);
        private readonly CancellationTokenSource _closed = CancellationTokenSource.CreateLinkedTokenSource(gone);

        public IMqttClient Client => client;

        /// <summary>The connection is lost, or a message did not get through.</summary>
        public CancellationToken Closed => _closed.Token;

        /// <summary>Why a message did not get through; null when the connection was lost before.</summary>
        public string? Failure { get; private set; }

        public Task EnterAsync() => _free.WaitAsync(Closed);

        public void Leave() => _free.Release();

        public void Close(string failure)
        {
            if (!_closed.IsCancellationRequested)
            {
                Failure = failure;
                _closed.Cancel();
            }
        }

        public async Task UntilEmptyAsync()
        {
            for (var i = 0; i < window; i++)
            {
                await _free.WaitAsync(CancellationToken.None);
            }
        }

        public void Dispose()
        {
            _free.Dispose();
            _closed.Dispose();
        }
    }
}
