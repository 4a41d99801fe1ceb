using System.Collections.Immutable;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>What the protocol has counted since it started.</summary>
internal sealed class ProtocolCounters
{
    public long FramesReceived { get; set; }

    public long FramesSent { get; set; }

    public long BytesSkipped { get; set; }

    public long ChecksumErrors { get; set; }

    public long Echoes { get; set; }

    public long Requests { get; set; }

    public long Retries { get; set; }

    public long Timeouts { get; set; }

    public long UnmatchedAnswers { get; set; }

    public long LinesLost { get; set; }

    public ImmutableSortedDictionary<string, object?> ToSection() => ImmutableSortedDictionary<string, object?>.Empty
        .Add("frames_received", FramesReceived)
        .Add("frames_sent", FramesSent)
        .Add("bytes_skipped", BytesSkipped)
        .Add("checksum_errors", ChecksumErrors)
        .Add("echoes", Echoes)
        .Add("requests", Requests)
        .Add("retries", Retries)
        .Add("timeouts", Timeouts)
        .Add("unmatched_answers", UnmatchedAnswers)
        .Add("lines_lost", LinesLost);
}
