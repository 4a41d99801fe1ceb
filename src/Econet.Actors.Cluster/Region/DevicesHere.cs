using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Econet.Actors.Devices;
using Econet.Actors.Ports;

namespace Econet.Actors.Cluster.Region;

/// <summary>The devices that live on this node now. Told by the devices, and read by any thread.</summary>
internal sealed class DevicesHere
{
    /// <summary>While the database can't be used nobody gets a lease: whoever had a device then has it still. So long is that taken for granted.</summary>
    private static readonly TimeSpan TroubleHolds = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, Home> _homes = [];
    private readonly DeviceList _list = new([]);

    public void Begin(string id, SpeakerLicence licence, long epoch, TimeProvider time)
    {
        lock (_gate)
        {
            _homes[id] = new Home(licence, epoch, time);
            _list.Set([.. _homes.Keys.Order(StringComparer.Ordinal)]);
        }
    }

    public void End(string id)
    {
        lock (_gate)
        {
            if (_homes.TryRemove(id, out _))
            {
                _list.Set([.. _homes.Keys.Order(StringComparer.Ordinal)]);
            }
        }
    }

    /// <summary>Those that the cluster has no more are nobody's.</summary>
    public void Keep(Func<string, bool> exists)
    {
        foreach (var id in _homes.Keys.Where(id => !exists(id)))
        {
            End(id);
        }
    }

    /// <summary>A licence could not be renewed because the database can't be used.</summary>
    public void Trouble(string id)
    {
        if (_homes.TryGetValue(id, out var home))
        {
            home.Trouble();
        }
    }

    /// <summary>This node knows which devices the cluster has.</summary>
    public void Know() => _known.TrySetResult();

    public bool Has(string id) => EpochOf(id) is not null;

    /// <summary>The epoch in which the device lives here; null unless that is certain.</summary>
    public long? EpochOf(string id) => _homes.TryGetValue(id, out var home) && home.IsCertain ? home.Epoch : null;

    public async IAsyncEnumerable<IReadOnlyList<string>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await _known.Task.WaitAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            var ids = _list.Ids;
            yield return ids;
            await _list.ChangedSince(ids).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private sealed class Home(SpeakerLicence licence, long epoch, TimeProvider time)
    {
        private long _end;

        public long Epoch => epoch;

        /// <summary>No other node can have the device.</summary>
        public bool IsCertain => licence.IsValid || (Volatile.Read(ref _end) is > 0 and var end && time.GetTimestamp() < end);

        public void Trouble() => Volatile.Write(ref _end, time.GetTimestamp() + (long)(TroubleHolds.TotalSeconds * time.TimestampFrequency));
    }
}
