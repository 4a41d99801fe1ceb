using Akka.Actor;
using Akka.Coordination;
using Econet.Actors.Cluster.State;
using Econet.Actors.Ports;

namespace Econet.Actors.Cluster.Region;

/// <summary>
/// The right of one node to speak on a device's bus: the lease, which excludes all others, the licence that comes of it, which ends by this
/// process's own clock, and the epoch, which tells whether anybody else had the device in between. One call at a time.
/// </summary>
internal sealed class BusLease(string device, Lease lease, Epochs epochs, TimeProvider time)
{
    /// <summary>How long a licence lasts unless it is renewed.</summary>
    private readonly TimeSpan _length = lease.Settings.TimeoutSettings.HeartbeatTimeout;

    private long _epoch;

    /// <summary>How often it is to be renewed.</summary>
    public TimeSpan Interval { get; } = lease.Settings.TimeoutSettings.HeartbeatInterval;

    /// <param name="owner">This run of this node: a restarted node is another owner, because its former process may only be paused.</param>
    public static BusLease Of(string device, ActorSystem system, string owner, SharedDatabase database, TimeProvider time) => new(
        device, LeaseProvider.Get(system).GetLease($"econet-{device}", "econet.cluster.lease", owner), new Epochs(database), time);

    /// <summary>Gets the right to speak.</summary>
    /// <returns>Null while another node has it.</returns>
    public async Task<(SpeakerLicence Licence, long Epoch)?> TakeAsync()
    {
        var last = await epochs.LastAsync(device).ConfigureAwait(false);
        var asked = time.GetTimestamp();
        if (!await lease.Acquire().ConfigureAwait(false) || await epochs.BeginAsync(device, last).ConfigureAwait(false) is not { } begun)
        {
            return null;
        }

        _epoch = begun;
        return (new SpeakerLicence(time, asked, _length), begun);
    }

    /// <summary>Makes it last longer. A licence that ended because the lease could not be renewed goes on, if nobody has had the device since.</summary>
    /// <returns>False when it is lost.</returns>
    public async Task<bool> RenewAsync(SpeakerLicence licence)
    {
        var asked = time.GetTimestamp();
        if (!await lease.Acquire().ConfigureAwait(false))
        {
            return false;
        }

        if (licence.Renew(asked, _length))
        {
            return true;
        }

        if (await epochs.LastAsync(device).ConfigureAwait(false) != _epoch)
        {
            return false;
        }

        licence.Resume(asked, _length);
        return true;
    }

    /// <summary>Others may have it at once.</summary>
    public Task ReleaseAsync() => lease.Release();
}
