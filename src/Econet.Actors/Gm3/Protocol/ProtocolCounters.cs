namespace Econet.Actors.Gm3.Protocol;

/// <summary>What the protocol has counted since it started.</summary>
internal record struct ProtocolCounters
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
}
