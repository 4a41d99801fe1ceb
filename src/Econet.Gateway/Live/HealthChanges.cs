using System.Collections.Concurrent;
using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

/// <summary>Since when each device is as it is: when it last came to answer or to be silent, or had other problems.</summary>
internal sealed class HealthChanges(TimeProvider time) : IDeviceEvents
{
    private readonly ConcurrentDictionary<string, Health> _devices = new();

    /// <summary>Null of a device that has said nothing yet.</summary>
    public DateTimeOffset? Of(string device) => _devices.TryGetValue(device, out var health) ? health.Since : null;

    public void Take(IDevice device, DeviceEvent happened)
    {
        switch (happened)
        {
            case HealthChanged health:
                Note(device.Id, health.Alive, health.Problems);
                break;
            case SnapshotTaken { Snapshot: var snapshot }:
                Note(device.Id, snapshot.Alive, snapshot.Problems);
                break;
        }
    }

    public void Gone(string device) => _devices.TryRemove(device, out _);

    private void Note(string device, bool alive, ImmutableArray<Problem> problems)
    {
        var now = new Health(alive, [.. problems.Select(problem => problem.Code)], time.GetUtcNow());
        _devices.AddOrUpdate(device, now, (_, before) => before.Alive == alive && before.Codes.SequenceEqual(now.Codes) ? before : now);
    }

    private sealed record Health(bool Alive, string[] Codes, DateTimeOffset Since);
}
