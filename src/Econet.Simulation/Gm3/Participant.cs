using Econet.Gm3;

namespace Econet.Simulation.Gm3;

/// <summary>One who speaks and hears on the simulated bus.</summary>
/// <param name="heardBytes">Notified of bytes as they come (outside the loop's lock); null for one who wants frames.</param>
/// <param name="heardFrame">Notified of whole frames of others; null for one who wants bytes.</param>
internal sealed class Participant(Action<ReadOnlyMemory<byte>>? heardBytes, Action<Frame>? heardFrame)
{
    public Action<ReadOnlyMemory<byte>>? HeardBytes { get; } = heardBytes;

    public Action<Frame>? HeardFrame { get; } = heardFrame;

    /// <summary>Came through the port: its manners are counted.</summary>
    public bool IsAttached => HeardBytes is not null;

    /// <summary>When the bytes it has handed over so far will have left.</summary>
    public TimeSpan BusyUntil { get; set; }

    /// <summary>When its last byte was on the bus.</summary>
    public TimeSpan? LastByte { get; set; }

    /// <summary>Nobody in particular: how it meets others is nobody's fault.</summary>
    public bool IsNoise { get; init; }

    /// <summary>Pulled off the bus: what it still had to send is lost.</summary>
    public bool IsUnplugged { get; set; }

    /// <summary>What has been heard of it and is no whole frame yet.</summary>
    public List<byte> Unfinished { get; } = [];
}
