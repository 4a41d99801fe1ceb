using System.Globalization;
using Econet.Actors.Devices;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// How many of a device's requests are answered at the first attempt, of those of the last minutes; from the counters of its status. Looked at once
/// a minute, so that it does not change all the time.
/// </summary>
internal sealed class BusQuality(TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Minutes that count.</summary>
    private const int Window = 5;

    private readonly Queue<(double Requests, double Failures)> _counts = new();
    private long? _lookedAt;
    private int? _percent;

    /// <returns>Percent; null before it is known, and where the device counts no requests.</returns>
    public int? Take(DeviceStatus status)
    {
        if (_lookedAt is { } at && time.GetElapsedTime(at) < Interval)
        {
            return _percent;
        }

        if (Count(status, "requests") is not { } requests || Count(status, "retries") is not { } retries
            || Count(status, "timeouts") is not { } timeouts)
        {
            return _percent = null;
        }

        _lookedAt = time.GetTimestamp();
        var now = (Requests: requests + retries, Failures: retries + timeouts);
        if (_counts.TryPeek(out var first) && now.Requests < first.Requests)
        {
            // The device's counters started anew.
            _counts.Clear();
        }

        _counts.Enqueue(now);
        if (_counts.Count > Window + 1)
        {
            _counts.Dequeue();
        }

        var oldest = _counts.Peek();
        var asked = now.Requests - oldest.Requests;
        return _percent = asked > 0 ? (int)Math.Round(100 * Math.Clamp(1 - ((now.Failures - oldest.Failures) / asked), 0, 1)) : _percent;
    }

    private static double? Count(DeviceStatus status, string name) =>
        status.Sections.TryGetValue("traffic", out var traffic) && traffic.TryGetValue(name, out var count) && count is IConvertible and not string
            ? Convert.ToDouble(count, CultureInfo.InvariantCulture)
            : null;
}
