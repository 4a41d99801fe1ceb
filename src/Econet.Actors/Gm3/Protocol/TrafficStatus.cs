using System.Collections.Immutable;
using Econet.Actors.Devices;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>What went over the line since the protocol started, and what it has learned of the line.</summary>
/// <param name="Counted">What the protocol has counted.</param>
/// <param name="AdapterDelay">How long the adapter holds back what it has received.</param>
/// <param name="Gap">The pause before we send.</param>
/// <param name="AnswerTimeout">How long an answer is waited for.</param>
/// <param name="Noisy">Damage was heard lately.</param>
internal sealed record TrafficStatus(
    ProtocolCounters Counted, long BytesReceived, TimeSpan AdapterDelay, TimeSpan Gap, TimeSpan AnswerTimeout, bool Noisy) : IPartStatus
{
    /// <summary>Before anything was heard.</summary>
    public static TrafficStatus Before(Gm3Options options) => new(
        default, 0, TimeSpan.Zero, options.TokenRequired ? options.ShortestGap : options.LongestGap, options.AnswerTimeout, Noisy: false);

    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections =>
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty.Add("traffic", ImmutableSortedDictionary<string, object?>.Empty
            .Add("frames_received", Counted.FramesReceived)
            .Add("frames_sent", Counted.FramesSent)
            .Add("bytes_skipped", Counted.BytesSkipped)
            .Add("checksum_errors", Counted.ChecksumErrors)
            .Add("echoes", Counted.Echoes)
            .Add("requests", Counted.Requests)
            .Add("retries", Counted.Retries)
            .Add("timeouts", Counted.Timeouts)
            .Add("unmatched_answers", Counted.UnmatchedAnswers)
            .Add("lines_lost", Counted.LinesLost)
            .Add("bytes_received", BytesReceived)
            .Add("adapter_delay_ms", Math.Round(AdapterDelay.TotalMilliseconds))
            .Add("gap_ms", Gap.TotalMilliseconds)
            .Add("answer_timeout_ms", Math.Round(AnswerTimeout.TotalMilliseconds))
            .Add("noisy", Noisy));
}
