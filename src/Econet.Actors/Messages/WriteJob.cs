using Econet.Values;

namespace Econet.Actors.Messages;

/// <summary>How far a write has come.</summary>
public enum WriteStatus
{
    /// <summary>Accepted, and waiting for the bus.</summary>
    Queued,

    /// <summary>Sent; the device has not answered yet.</summary>
    Sent,

    /// <summary>The device said that it took the value; it was not read back yet.</summary>
    Acknowledged,

    /// <summary>The device holds the value.</summary>
    Verified,

    /// <summary>The device refused the value.</summary>
    Refused,

    /// <summary>The device took the write, and holds another value.</summary>
    Mismatch,

    /// <summary>It could not be brought to the device in time.</summary>
    Expired,

    /// <summary>A later write of the same parameter took its place.</summary>
    Superseded,

    /// <summary>The device took another value afterwards, from somebody who is closer to it, such as a thermostat on the wall.</summary>
    Overridden,

    /// <summary>Whoever asked for it withdrew it before it was sent.</summary>
    Withdrawn,
}

/// <summary>A write from when it was accepted to how it ended.</summary>
/// <param name="Id">Unique in its device, and growing.</param>
/// <param name="OldValue">What the parameter held when the write was accepted; none when unknown.</param>
/// <param name="Origin">Who asked: client address, key name; for the audit.</param>
/// <param name="SentAt">When it was last sent; null before, and for one that never had to be.</param>
/// <param name="EndedAt">When it ended; null while it is under way.</param>
/// <param name="Message">What there is to say beyond the status.</param>
public sealed record WriteJob(
    long Id,
    string Key,
    int Index,
    Value Value,
    Value OldValue,
    string Origin,
    DateTimeOffset CreatedAt,
    WriteStatus Status = WriteStatus.Queued,
    DateTimeOffset? SentAt = null,
    DateTimeOffset? EndedAt = null,
    string? Message = null)
{
    /// <summary>What asked for it: the same request, made once more, is this write again. Empty for one that nobody repeats.</summary>
    internal Guid Request { get; init; }

    /// <summary>False when nobody will know of it after a crash: there was no usable disk when it was accepted.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>The id that its caller knows it by, see <see cref="WriteParameter.CorrelationId"/>; null without one.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Why it ended otherwise than verified; null while it is under way.</summary>
    public EconetError? Error { get; init; }

    /// <summary>When the next write may be made, for one that the budget refused.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public bool HasEnded => Status is not (WriteStatus.Queued or WriteStatus.Sent or WriteStatus.Acknowledged);
}

/// <summary>The last writes.</summary>
/// <param name="Jobs">Newest first.</param>
public sealed record WriteList(IReadOnlyList<WriteJob> Jobs) : IDeviceReply;
