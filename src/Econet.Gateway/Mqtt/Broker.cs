using System.Buffers;
using System.Collections.Immutable;
using MQTTnet;
using MQTTnet.Formatter;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// The connection to the broker: made again and again until the gateway stops, and while it stands, the way out for the
/// <see cref="Outbox"/>. Everything that was retained goes out again with each connection.
/// </summary>
/// <param name="hear">Takes what the subscriptions bring; must not wait.</param>
internal sealed class Broker(
    MqttOptions options, MqttTopics topics, Subscriptions subscriptions, Outbox outbox, Action<MqttReceived> hear,
    TimeProvider time, ILogger logger)
{
    /// <summary>For the answer to a greeting, and to a subscription.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>For the last word before the gateway ends.</summary>
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A connection that lasted so long was a good one: the next failure is the first.</summary>
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(30);

    private readonly Delivery _delivery = new(outbox, BrokerClient.Qos(options), time, logger);
    private readonly MqttMessage _online = MqttMessage.Retained(topics.Status, MqttTopics.Online);
    private MqttProtocolVersion _version = MqttProtocolVersion.V500;
    private readonly BrokerTroubles _troubles = new(options, time);
    private volatile MqttStatus _status = new(false, options.Broker.ToString(), null, null, 0, 0, 0, 0);

    public MqttStatus Status => _status with
    {
        Published = _delivery.Published, Refused = _delivery.Refused, Backlog = outbox.Backlog, Dropped = outbox.Dropped,
    };

    /// <summary>What the owner can do something about.</summary>
    public BrokerTroubles Troubles => _troubles;

    /// <summary>Ends, with a goodbye to the broker, when cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        outbox.Put(_online);
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            var started = time.GetTimestamp();
            var (connected, failure) = await ConnectAndServeAsync(stop);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            failures = connected && time.GetElapsedTime(started) >= GoodConnection ? 0 : failures + 1;
            _troubles.Failed(failure);
            _status = _status with
            {
                Connected = false, LastError = failure.Reason, Since = connected ? time.GetUtcNow() : _status.Since,
            };
            if (connected)
            {
                MqttLog.Lost(logger, options.Broker, failure.Reason);
            }
            else if (int.IsPow2(failures))
            {
                MqttLog.NotConnected(logger, options.Broker, failure.Reason, failures);
            }

            await Task.Delay(Backoff.Delay(Math.Max(1, failures), Random.Shared.NextDouble()), time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there was a connection, and why there is none any more.</returns>
    private async Task<(bool Connected, BrokerFailure Failure)> ConnectAndServeAsync(CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var lost = new TaskCompletionSource<BrokerFailure>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += received =>
        {
            Hear(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += disconnected =>
        {
            lost.TrySetResult(Reasons.Of(disconnected));
            return Task.CompletedTask;
        };
        try
        {
            if (await ConnectAsync(client, stop) is { } refused)
            {
                return (false, refused);
            }

            await ServeAsync(client, lost.Task, stop);
            return (_status.Connected, lost.Task.IsCompleted ? await lost.Task : default);
        }
        catch (Exception failed)
        {
            return (_status.Connected, lost.Task.IsCompleted ? await lost.Task : Reasons.Of(failed));
        }
    }

    /// <summary>From a connection that stands to one that is lost, or to a goodbye.</summary>
    private async Task ServeAsync(IMqttClient client, Task lost, CancellationToken stop)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var work = WorkAsync(client, gone.Token);
        await Task.WhenAny(lost, work);
        await gone.CancelAsync();
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // As it should be.
        }

        if (stop.IsCancellationRequested)
        {
            await SayGoodbyeAsync(client);
        }
    }

    private async Task WorkAsync(IMqttClient client, CancellationToken gone)
    {
        var wanted = subscriptions.Wanted;
        await AnswerAsync(
            limit => SubscribeAsync(client, wanted.Append(new MqttFilter(topics.Status, TellsRetained: false)), limit), gone);
        MqttLog.Connected(logger, options.Broker, options.ClientId);
        _troubles.Connected();
        _status = _status with { Connected = true, Since = time.GetUtcNow(), LastError = null };
        outbox.RepeatAll();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Task[] work = [_delivery.RunAsync(client, either.Token), FollowSubscriptionsAsync(client, wanted, either.Token)];
        await Task.WhenAny(work);
        await either.CancelAsync();
        await Task.WhenAll(work);
    }

    /// <summary>Devices come and go while the connection stands, and with them what is subscribed to.</summary>
    private async Task FollowSubscriptionsAsync(IMqttClient client, ImmutableArray<MqttFilter> subscribed, CancellationToken gone)
    {
        while (true)
        {
            await subscriptions.ChangedSince(subscribed).WaitAsync(gone);
            var wanted = subscriptions.Wanted;
            if (wanted.Except(subscribed).ToList() is { Count: > 0 } more)
            {
                await AnswerAsync(limit => SubscribeAsync(client, more, limit), gone);
            }

            if (subscribed.Except(wanted).ToList() is { Count: > 0 } less)
            {
                var unsubscribe = new MqttClientUnsubscribeOptions();
                unsubscribe.TopicFilters.AddRange(less.Select(filter => filter.Topic));
                await AnswerAsync(limit => client.UnsubscribeAsync(unsubscribe, limit), gone);
            }

            subscribed = wanted;
        }
    }

    /// <returns>Why not; null when connected.</returns>
    private async Task<BrokerFailure?> ConnectAsync(IMqttClient client, CancellationToken stop)
    {
        var result = await AnswerAsync(
            limit => client.ConnectAsync(BrokerClient.Options(options, topics.Status, _version), limit), stop);
        if (Reasons.IsVersionUnknown(result.ResultCode) && _version == MqttProtocolVersion.V500)
        {
            MqttLog.OlderVersion(logger, options.Broker);
            _version = MqttProtocolVersion.V311;
        }

        _delivery.Respect(result);
        return result.ResultCode == MqttClientConnectResultCode.Success ? null : Reasons.Of(result);
    }

    /// <exception cref="TimeoutException">The broker does not answer.</exception>
    private async Task<T> AnswerAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancelled)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancelled);
        try
        {
            return await ask(either.Token);
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancelled.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {AnswerTimeout.TotalSeconds} s");
        }
    }

    private async Task<MqttClientSubscribeResult> SubscribeAsync(IMqttClient client, IEnumerable<MqttFilter> filters, CancellationToken gone)
    {
        var isNewer = _version == MqttProtocolVersion.V500;
        var subscribe = new MqttClientSubscribeOptions();
        subscribe.TopicFilters.AddRange(filters.Select(filter =>
            new MqttTopicFilterBuilder()
                .WithTopic(filter.Topic)
                .WithQualityOfServiceLevel(BrokerClient.Qos(options))
                .WithNoLocal(isNewer)
                .WithRetainAsPublished(isNewer && filter.TellsRetained)
                .Build()));
        var answer = await client.SubscribeAsync(subscribe, gone);
        foreach (var item in answer.Items.Where(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2))
        {
            MqttLog.NotSubscribed(logger, item.TopicFilter.Topic, item.ResultCode.ToString());
        }

        return answer;
    }

    /// <summary>After an intended disconnect the broker does not publish our last will, so we publish it ourselves.</summary>
    private async Task SayGoodbyeAsync(IMqttClient client)
    {
        using var timeout = new CancellationTokenSource(GoodbyeTimeout, time);
        try
        {
            await _delivery.PublishAsync(client, MqttMessage.Retained(topics.Status, MqttTopics.Offline), timeout.Token);
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), timeout.Token);
        }
        catch (Exception)
        {
            // Then the broker tells our last will.
        }
    }

    private void Hear(MqttApplicationMessage message)
    {
        if (message.Topic != topics.Status)
        {
            hear(new MqttReceived(message.Topic, message.Payload.ToArray(), message.Retain, message.Dup));
        }
        else if (message.Payload.FirstSpan.SequenceEqual("offline"u8))
        {
            // The last will of an earlier connection of ours, which the broker took for alive until now.
            outbox.Repeat([topics.Status]);
        }
    }
}
