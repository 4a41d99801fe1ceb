namespace Econet.Gateway.Mqtt;

/// <summary>How long to wait before connecting again: twice as long each time, and never for all gateways at the same moment.</summary>
internal static class Backoff
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan Delay(int failures, double random)
    {
        var longest = Math.Min(Longest.TotalSeconds, Shortest.TotalSeconds * Math.Pow(2, failures - 1));
        var shortest = Math.Max(Shortest.TotalSeconds, longest / 2);
        return TimeSpan.FromSeconds(shortest + (random * (longest - shortest)));
    }
}
