using System.Buffers;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>Somebody else's client of the broker, with everything that it hears.</summary>
internal sealed class MqttListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Lock _gate = new();
    private readonly List<Heard> _heard = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public sealed record Heard(string Topic, string Payload, bool Retained)
    {
        public JsonElement Json => JsonDocument.Parse(Payload).RootElement;
    }

    public IReadOnlyList<Heard> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    public static Task<MqttListener> ConnectAsync(int port, params string[] filters) =>
        ConnectAsync(port, MqttQualityOfServiceLevel.AtMostOnce, filters);

    public static async Task<MqttListener> ConnectAsync(int port, MqttQualityOfServiceLevel qos, params string[] filters)
    {
        var listener = new MqttListener();
        listener._client.ApplicationMessageReceivedAsync += received =>
        {
            listener.Take(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        await listener._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).Build());
        foreach (var filter in filters)
        {
            await listener._client.SubscribeAsync(filter, qos);
        }

        return listener;
    }

    public Task SendAsync(string topic, string payload, bool retain = false) => SendAsync(topic, Encoding.UTF8.GetBytes(payload), retain);

    public Task SendAsync(string topic, string payload, MqttQualityOfServiceLevel qos) =>
        SendAsync(topic, Encoding.UTF8.GetBytes(payload), retain: false, qos);

    public Task SendAsync(
        string topic, byte[] payload, bool retain = false, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce) =>
        _client.PublishAsync(new MqttApplicationMessage
        {
            Topic = topic, Payload = new ReadOnlySequence<byte>(payload), Retain = retain, QualityOfServiceLevel = qos,
        });

    /// <summary>The first message under this topic, of those heard and those to come, that is as wanted.</summary>
    public async Task<Heard> UntilAsync(string topic, Func<Heard, bool>? wanted = null)
    {
        var found = default(Heard);
        await UntilAsync(
            heard => (found = heard.FirstOrDefault(h => h.Topic == topic && (wanted is null || wanted(h)))) is not null, $"no such {topic}");
        return found!;
    }

    public async Task UntilAsync(Func<IReadOnlyList<Heard>, bool> isEnough, string otherwise)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (isEnough(_heard))
                {
                    return;
                }

                next = _next.Task;
            }

            var left = Patience - TimeProvider.System.GetElapsedTime(started);
            try
            {
                await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System);
            }
            catch (TimeoutException)
            {
                var last = string.Join("\n", All.TakeLast(20).Select(h => $"{h.Topic} {h.Payload[..Math.Min(h.Payload.Length, 200)]}"));
                throw new TimeoutException($"{otherwise}; of {All.Count} messages the last were\n{last}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.TryDisconnectAsync();
        _client.Dispose();
    }

    private void Take(MqttApplicationMessage message)
    {
        lock (_gate)
        {
            _heard.Add(new Heard(message.Topic, Encoding.UTF8.GetString(message.Payload.ToArray()), message.Retain));
            var next = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next.SetResult();
        }
    }
}
