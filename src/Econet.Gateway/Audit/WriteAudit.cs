using System.Collections.Concurrent;
using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Live;
using Econet.Values;

namespace Econet.Gateway.Audit;

/// <summary>
/// Puts every write that has ended into the audit, wherever it came from. Writes that end while the events are interrupted, or before they begin, are
/// found in the device's list of writes.
/// </summary>
internal sealed class WriteAudit(AuditTrail trail, TimeProvider time) : IDeviceEvents
{
    /// <summary>A write that a device still knows of, and that ended this long ago, is in the audit.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>The writes of each device that are in the audit.</summary>
    private readonly ConcurrentDictionary<string, HashSet<(long Id, DateTimeOffset EndedAt)>> _told = new();

    public void Take(IDevice device, DeviceEvent happened)
    {
        if (happened is WriteChanged { Job: { HasEnded: true } job })
        {
            Tell(device.Id, job);
        }
        else if (happened is SnapshotTaken)
        {
            _ = CatchUpAsync(device);
        }
    }

    public void Gone(string device) => _told.TryRemove(device, out _);

    private async Task CatchUpAsync(IDevice device)
    {
        try
        {
            foreach (var job in (await device.WritesAsync()).Where(job => job.HasEnded).OrderBy(job => job.EndedAt))
            {
                Tell(device.Id, job);
            }
        }
        catch (EconetException)
        {
            // The next snapshot is another chance.
        }
    }

    private void Tell(string device, WriteJob job)
    {
        if (job.EndedAt is not { } endedAt || time.GetUtcNow() - endedAt > Memory)
        {
            return;
        }

        var told = _told.GetOrAdd(device, Told);
        lock (told)
        {
            if (!told.Add((job.Id, endedAt)))
            {
                return;
            }
        }

        trail.Add(new AuditEntry(
            endedAt, AuditKinds.Write, Who: job.Origin, Device: device, Subject: job.Key, Value: Text(job.Value), OldValue: Text(job.OldValue),
            Outcome: job.Status.ToString().ToLower(CultureInfo.InvariantCulture), Message: job.Message, Id: job.Id,
            RequestId: job.CorrelationId));
    }

    private HashSet<(long Id, DateTimeOffset EndedAt)> Told(string device) =>
    [
        .. trail.Read(time.GetUtcNow() - Memory, DateTimeOffset.MaxValue)
            .Where(entry => entry is { What: AuditKinds.Write, Id: not null } && entry.Device == device)
            .Select(entry => (entry.Id!.Value, entry.At)),
    ];

    private static string? Text(Value value) => value.IsNone ? null : value.ToString();
}
