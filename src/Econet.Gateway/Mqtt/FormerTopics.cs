using System.Collections.Immutable;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Clears what the gateway left on the broker under an earlier base topic or prefix. First it looks at the status there: only where it says
/// <c>offline</c> does nobody else publish. Then it empties what was retained about its devices, and the status last, so that a run that is
/// interrupted is made up for by the next one. A broker drops what it has to deliver at once beyond its limits (1,000 messages in mosquitto), so
/// it subscribes again until nothing more comes.
/// </summary>
/// <param name="isConfigOf">Whether a message at a topic announces a device of the gateway with these topics.</param>
internal sealed class FormerTopics(
    IReadOnlyList<UsedTopics> former, MqttTopics current, string? prefix, IDiscovery? discovery, Func<MqttTopics, string, ReadOnlyMemory<byte>, bool> isConfigOf,
    TopicHistory history, Subscriptions subscriptions, Outbox outbox, ILogger logger)
{
    /// <summary>Looks, one a second, until all that is retained must have come.</summary>
    public const int EnoughLooks = 5;

    /// <summary>Looks until somebody who is still online there must be another gateway, and not an earlier run that the broker misses late.</summary>
    public const int MostLooks = 90;

    /// <summary>Looks between two subscriptions to the same, so that they are two.</summary>
    public const int Pause = 2;

    private readonly Lock _gate = new();
    private ImmutableList<Place> _places = [.. former.Select(used => new Place(used, current with { BaseTopic = used.BaseTopic }))];

    /// <summary>What is subscribed to at first.</summary>
    public IEnumerable<MqttFilter> Filters => _places.Where(IsElsewhere).Select(place => Filter(place.Topics.Status));

    /// <summary>Takes a message from there.</summary>
    /// <returns>False for any other.</returns>
    public bool Hear(MqttReceived message)
    {
        lock (_gate)
        {
            foreach (var place in _places)
            {
                if (IsElsewhere(place) && message.Topic == place.Topics.Status)
                {
                    place.IsOnline = message.Payload.Span.SequenceEqual("online"u8);
                    if (message.Payload.Span.SequenceEqual("offline"u8))
                    {
                        Clear(place);
                    }

                    return true;
                }

                if (place.IsClearing && IsLeft(place, message))
                {
                    place.HasMore = true;
                    outbox.Put(MqttMessage.Retained(message.Topic, ""));
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>To be called once a second.</summary>
    public void Look(bool isConnected)
    {
        lock (_gate)
        {
            foreach (var place in _places)
            {
                place.Looks = isConnected ? place.Looks + 1 : 0;
                if (!place.IsClearing && !IsElsewhere(place) && isConnected)
                {
                    Clear(place);
                }
                else if (place.IsPaused)
                {
                    GoOn(place);
                }
                else if (place.Looks >= (place.IsOnline && !place.IsClearing ? MostLooks : EnoughLooks) && outbox.Backlog == 0)
                {
                    PauseOrEnd(place);
                }
            }
        }
    }

    private void Clear(Place place)
    {
        if (place.IsClearing)
        {
            return;
        }

        (place.IsClearing, place.Looks) = (true, 0);
        MqttLog.ClearingFormer(logger, place.Used.BaseTopic, place.Used.Prefix ?? "none");
        if (IsElsewhere(place) && place.Used.Prefix == prefix)
        {
            // Configs at the same place are overwritten and not emptied: their entities stay as they were.
            discovery?.Adopt(place.Topics);
        }

        subscriptions.Add(FiltersOf(place));
    }

    private void PauseOrEnd(Place place)
    {
        if (!place.HasMore)
        {
            End(place);
            return;
        }

        (place.HasMore, place.IsPaused, place.Looks) = (false, true, 0);
        subscriptions.Remove(FiltersOf(place));
    }

    private void GoOn(Place place)
    {
        if (place.Looks >= Pause)
        {
            (place.IsPaused, place.Looks) = (false, 0);
            subscriptions.Add(FiltersOf(place));
        }
    }

    private void End(Place place)
    {
        if (place.IsClearing && IsElsewhere(place))
        {
            outbox.Put(MqttMessage.Retained(place.Topics.Status, ""));
        }

        subscriptions.Remove([.. FiltersOf(place), Filter(place.Topics.Status)]);
        history.Forget(place.Used);
        _places = _places.Remove(place);
    }

    /// <summary>Whether the gateway left the message there. Commands that others keep there are theirs.</summary>
    private bool IsLeft(Place place, MqttReceived message) =>
        message is { IsRetained: true, Payload.IsEmpty: false }
        && (IsElsewhere(place) && !message.Topic.StartsWith(current.BaseTopic + "/", StringComparison.Ordinal) && place.Topics.IsPublished(message.Topic, place.Used.Devices)
            || place.Used.Prefix is { } old && old != prefix && message.Topic.StartsWith(old + "/", StringComparison.Ordinal)
                && isConfigOf(place.Topics, message.Topic, message.Payload));

    private bool IsElsewhere(Place place) => place.Topics.BaseTopic != current.BaseTopic;

    private ImmutableArray<MqttFilter> FiltersOf(Place place) =>
    [
        .. (IsElsewhere(place) ? place.Used.Devices : []).Select(device => Filter($"{place.Topics.Of(device)}#")),
        .. IsElsewhere(place) ? [Filter(place.Topics.Gateway)] : Array.Empty<MqttFilter>(),
        // Another filter than that of discovery: what was heard before is brought once more.
        .. place.Used.Prefix is { } old ? [Filter($"{old}/#")] : Array.Empty<MqttFilter>(),
    ];

    private static MqttFilter Filter(string topic) => new(topic, TellsRetained: false);

    private sealed class Place(UsedTopics used, MqttTopics topics)
    {
        public UsedTopics Used => used;

        public MqttTopics Topics => topics;

        /// <summary>Somebody publishes there.</summary>
        public bool IsOnline { get; set; }

        public bool IsClearing { get; set; }

        /// <summary>Something came since it was last subscribed to: there may be more.</summary>
        public bool HasMore { get; set; }

        /// <summary>Not subscribed to at the moment.</summary>
        public bool IsPaused { get; set; }

        /// <summary>Without a break of the connection, since it was made or the clearing began.</summary>
        public int Looks { get; set; }
    }
}
