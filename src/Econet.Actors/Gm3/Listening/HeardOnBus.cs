using Econet.Gm3;

namespace Econet.Actors.Gm3.Listening;

/// <summary>What a <see cref="BusMonitor"/> has heard.</summary>
/// <param name="At">When its last byte arrived.</param>
public abstract record HeardOnBus(DateTimeOffset At)
{
    /// <summary>Somebody said this.</summary>
    public sealed record Said(DateTimeOffset At, Frame Frame) : HeardOnBus(At);

    /// <summary>These bytes belong to no frame.</summary>
    public sealed record Skipped(DateTimeOffset At, int Bytes, SkipReason Reason) : HeardOnBus(At);
}
