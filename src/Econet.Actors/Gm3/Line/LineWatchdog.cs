using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// Tells when an open line has brought no byte for that long that reopening it is worth a try: some adapters stay open and are dead.
/// Where that does not help, the bus itself is silent, and it is tried ever more seldom.
/// </summary>
/// <param name="allowed">The silence at first; zero never ends a line.</param>
internal sealed class LineWatchdog(TimeSpan allowed, TimeProvider time)
{
    /// <summary>The longest silence before another try.</summary>
    private static readonly TimeSpan AtLast = TimeSpan.FromMinutes(5);

    private long _received;

    /// <summary>When the last byte was seen, or the line opened.</summary>
    public Moment Since { get; private set; } = time.Now();

    /// <summary>Lines in a row that were ended for their silence.</summary>
    public int Silences { get; private set; }

    /// <summary>A line was opened; it has received nothing yet.</summary>
    public void Opened() => (Since, _received) = (time.Now(), 0);

    /// <param name="received">The bytes that the line has received since it was opened.</param>
    /// <returns>True when it has been silent for too long; the next line may be so twice as long.</returns>
    public bool IsOver(long received)
    {
        if (received != _received)
        {
            (Since, _received, Silences) = (time.Now(), received, 0);
            return false;
        }

        var longer = allowed * Math.Pow(2, Math.Min(Silences, 10));
        var limit = allowed > AtLast ? allowed : longer < AtLast ? longer : AtLast;
        if (allowed == TimeSpan.Zero || time.Since(Since) < limit)
        {
            return false;
        }

        Silences++;
        return true;
    }
}
