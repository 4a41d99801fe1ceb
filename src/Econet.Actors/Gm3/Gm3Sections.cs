using System.Collections.Immutable;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3;

/// <summary>Our place on the bus.</summary>
/// <param name="Connected">The port is open.</param>
/// <param name="Address">Our address; null before there is one.</param>
/// <param name="AddressConfirmed">The panel has granted it a token.</param>
public sealed record BusSection(bool Connected, ushort? Address, bool AddressConfirmed) : StatusSection
{
    public override string Name => "bus";
}

/// <summary>The right to speak.</summary>
/// <param name="Granted">How many tokens were taken since the start.</param>
/// <param name="LastHoldMs">How long the last one was held, in milliseconds.</param>
public sealed record TokenSection(bool Held, long Granted, double LastHoldMs) : StatusSection
{
    public override string Name => "token";
}

/// <summary>Whether the device is left alone because it leaves requests unanswered.</summary>
public enum BreakerState
{
    /// <summary>All is asked as usual.</summary>
    Closed,

    /// <summary>Nothing is asked.</summary>
    Open,

    /// <summary>What is asked is a trial: the first failure opens it again.</summary>
    HalfOpen,
}

/// <summary>The circuit breaker.</summary>
/// <param name="Failures">Requests in a row that were not answered.</param>
/// <param name="TriesAt">When a request is tried again, or could have been; null while closed.</param>
public sealed record BreakerSection(BreakerState State, int Failures, DateTimeOffset? TriesAt) : StatusSection
{
    public override string Name => "breaker";
}

/// <summary>What waits for the next token.</summary>
public sealed record QueuesSection(int Writes) : StatusSection
{
    public override string Name => "queues";
}

/// <summary>Value answers that were discarded.</summary>
/// <param name="ByReason">How many, by reason; those that never were are left out.</param>
public sealed record RefusedAnswersSection(ImmutableSortedDictionary<string, long> ByReason) : StatusSection
{
    public override string Name => "refused_answers";

    public bool Equals(RefusedAnswersSection? other) => other is not null && ByReason.SequenceEqual(other.ByReason);

    public override int GetHashCode() => ByReason.Count;
}

/// <summary>What went over the line since the start.</summary>
/// <param name="BytesReceived">Since the line was opened.</param>
/// <param name="BytesSkipped">Bytes that belong to no frame.</param>
/// <param name="Echoes">Frames of ours that the adapter brought back.</param>
/// <param name="GapMs">The silence that is kept before each frame of ours, in milliseconds.</param>
/// <param name="AnswerTimeoutMs">How long an answer is waited for, in milliseconds.</param>
/// <param name="Noisy">Damaged bytes were heard within the last minute.</param>
public sealed record TrafficSection(
    long FramesReceived,
    long FramesSent,
    long BytesReceived,
    long BytesSkipped,
    long ChecksumErrors,
    long Echoes,
    long Requests,
    long Retries,
    long Timeouts,
    long UnmatchedAnswers,
    long LinesLost,
    double GapMs,
    double AnswerTimeoutMs,
    bool Noisy) : StatusSection
{
    public override string Name => "traffic";
}
