namespace Econet.Actors.Gm3;

/// <summary>When a device that does not answer is left alone, and how it is tried again.</summary>
/// <param name="Failures">So many requests in a row without an answer, retries included, open the breaker; at least 1.</param>
/// <param name="Trials">So many good answers in a row close it again; at least 1.</param>
public sealed record BreakerOptions(int Failures = 5, int Trials = 3)
{
    /// <summary>How long nothing is asked.</summary>
    public TimeSpan Reset { get; init; } = TimeSpan.FromSeconds(60);
}
