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

    /// <param name="received">Bytes, since the line was opened.</param>
    public TrafficSection ToSection(long received, TimeSpan gap, TimeSpan answerTimeout, bool isNoisy) => new(
        FramesReceived, FramesSent, received, BytesSkipped, ChecksumErrors, Echoes, Requests, Retries, Timeouts, UnmatchedAnswers, LinesLost,
        gap.TotalMilliseconds, Math.Round(answerTimeout.TotalMilliseconds), isNoisy);
}
