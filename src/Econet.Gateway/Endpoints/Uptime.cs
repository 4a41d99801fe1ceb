namespace Econet.Gateway.Endpoints;

/// <summary>How long this host has been there.</summary>
internal sealed class Uptime(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);
}
