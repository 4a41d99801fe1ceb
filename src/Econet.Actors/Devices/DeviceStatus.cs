using System.Collections.Immutable;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

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

/// <summary>How a device and its bus are doing.</summary>
/// <param name="State">One word: <c>connecting</c>, <c>claiming</c>, <c>discovering</c>, <c>running</c> ….</param>
/// <param name="Alive">The device answered lately; an open port alone does not count.</param>
/// <param name="LastUpdate">When it last answered with values; up to a second behind.</param>
public sealed record DeviceStatus(
    string Device, string Kind, string State, bool Alive, DateTimeOffset? LastUpdate, int ParametersCount)
{
    /// <summary>What keeps the device from working as it should, the oldest first; empty when all is well.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>What its parts tell of themselves, by name; which there are depends on the kind of device.</summary>
    public ImmutableArray<StatusSection> Sections { get; init; } = [];

    /// <summary>The section of this type; null when the device has none, or has not told it yet.</summary>
    public T? Section<T>()
        where T : StatusSection => Sections.OfType<T>().FirstOrDefault();
}
