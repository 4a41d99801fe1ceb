namespace Econet.Actors.Messages;

/// <summary>An alarm of a device; times are the device's local ones.</summary>
/// <param name="Name">What a known code means; null for others.</param>
/// <param name="From">When it began; null when the device holds no date for it that exists, as one whose clock was never set.</param>
/// <param name="To">When it ended; null while it is active, and when the device holds no date for it that exists.</param>
/// <param name="EndUnknown">It has ended, and the device does not tell when.</param>
/// <param name="Raw">The device's entry in hexadecimal, when it could not be read completely; else null.</param>
public sealed record Alarm(
    int Index, int Code, string? Name, DateTime? From, DateTime? To, bool EndUnknown = false, string? Raw = null)
{
    public bool IsActive => To is null && !EndUnknown;
}

/// <summary>The alarm log.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="ReadAt">When the device last told it; null before it has been read once, when there are no entries for that reason.</param>
public sealed record AlarmList(IReadOnlyList<Alarm> Entries, DateTimeOffset? ReadAt) : IDeviceReply;
