namespace Econet.Actors.Ports;

/// <summary>How much and how long a line waits for its other end.</summary>
internal static class LineLimits
{
    /// <summary>A line that has taken no byte for this long, with bytes waiting, is stuck.</summary>
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that may wait to be sent: many times what a bus carries between two turns.</summary>
    public const int MaxWaiting = 256 * 1024;

    /// <summary>Bytes asked for in one read.</summary>
    public const int ReadSize = 4096;

    public const string Stuck = "it is stuck: it takes no more bytes";
}
