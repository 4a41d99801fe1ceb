using System.Globalization;
using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// How well a device answers: the share of requests on its bus, repeated ones included, that were answered during the last five minutes. It
/// comes from the counters of the device's status.
/// </summary>
internal sealed class BusQuality(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Queue<(long At, double Tries, double Failures)> _counts = new();

    /// <returns>Percent; null before the first request, and for a device that sends none.</returns>
    public int? Take(DeviceStatus status)
    {
        if (Count(status, "requests") is not { } requests || Count(status, "retries") is not { } retries
            || Count(status, "timeouts") is not { } timeouts)
        {
            _counts.Clear();
            return null;
        }

        // A damaged answer makes a retry, a missing one a time-out, and most often both.
        var (tries, failures) = (requests + retries, Math.Max(retries, timeouts));
        if (_counts.TryPeek(out var first) && tries < first.Tries)
        {
            // The protocol started again, and its counters with it.
            _counts.Clear();
        }

        while (_counts.Count > 1 && time.GetElapsedTime(_counts.Peek().At) > Window)
        {
            _counts.Dequeue();
        }

        _counts.Enqueue((time.GetTimestamp(), tries, failures));
        var (_, triesBefore, failuresBefore) = _counts.Peek();
        var asked = tries - triesBefore;
        return asked > 0 ? (int)Math.Round(100 * Math.Clamp(1 - ((failures - failuresBefore) / asked), 0, 1)) : null;
    }

    private static double? Count(DeviceStatus status, string name) =>
        status.Sections.TryGetValue("traffic", out var traffic) && traffic.TryGetValue(name, out var count) && count is IConvertible and not string
            ? Convert.ToDouble(count, CultureInfo.InvariantCulture)
            : null;
}
