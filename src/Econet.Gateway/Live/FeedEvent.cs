using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

internal enum FeedKind
{
    Snapshot,
    Change,
    Alarm,
    Write,
    Health,

    /// <summary>The device is not there any more.</summary>
    Removed,
}

/// <summary>One event of the feed; kept in the ring, and shared by all clients.</summary>
/// <param name="Sequence">Its number in the feed.</param>
/// <param name="At">When it came, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
/// <param name="Fields">Its JSON without the opening brace, the kind and the number: those differ from one transport to the next.</param>
/// <param name="Parameter">The names of the parameter that it is about; null when it is about a device.</param>
internal sealed record FeedEvent(
    long Sequence, FeedKind Kind, string Device, long At, ReadOnlyMemory<byte> Fields, string[]? Parameter = null, Quality? Quality = null)
{
    private volatile FeedSnapshot? _snapshot;

    /// <summary>Of a snapshot: the snapshot, until the device's next one takes its place and makes it worthless.</summary>
    public FeedSnapshot? Snapshot
    {
        get => _snapshot;
        init => _snapshot = value;
    }

    /// <summary>A snapshot is the only event that is large: no more than one of each device is kept.</summary>
    public void Supersede() => _snapshot = null;
}

/// <summary>What a client is to be sent.</summary>
/// <param name="Sequence">Where it can go on from; null where it can't.</param>
internal readonly record struct FeedItem(FeedKind Kind, long? Sequence, ReadOnlyMemory<byte> Fields);
