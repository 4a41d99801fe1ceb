using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>Tells how the gateway itself is.</summary>
internal sealed class GatewayFeed(GatewayProblems problems, MqttTopics topics, Outbox outbox, string version, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>To be called again and again: it is published when it differs.</summary>
    public void Tell() => outbox.Put(MqttMessage.Retained(
        topics.Gateway, JsonSerializer.Serialize(new GatewayBody(version, _startedAt, problems.Current), Json.Options)));
}

/// <param name="Problem">The gateway's own problems, the oldest first; empty when all is well.</param>
internal sealed record GatewayBody(string Version, DateTimeOffset StartedAt, ImmutableArray<Problem> Problem);
