using System.Globalization;

namespace Econet.Gateway.Audit;

/// <summary>
/// Puts refused requests into the audit, but not more than somebody would read: whoever tries keys decides how many there are. May be used from any
/// thread.
/// </summary>
internal sealed class RefusedRequests(AuditTrail trail, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>The most entries in a window; the number of the others is added to the first entry after it.</summary>
    public const int Most = 20;

    private readonly Lock _gate = new();
    private long _begun = time.GetTimestamp();
    private int _count;

    public void Add(AuditEntry entry)
    {
        int missing;
        lock (_gate)
        {
            (var isNew, missing) = (time.GetElapsedTime(_begun) >= Window, Math.Max(0, _count - Most));
            if (isNew)
            {
                (_begun, _count) = (time.GetTimestamp(), 0);
            }
            else
            {
                missing = 0;
            }

            if (++_count > Most)
            {
                return;
            }
        }

        trail.Add(missing == 0 ? entry : entry with
        {
            Message = string.Create(CultureInfo.InvariantCulture, $"{missing} more requests were refused before this one"),
        });
    }
}
