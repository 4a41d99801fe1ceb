using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Devices;

namespace Econet.Gateway.Clustering;

/// <summary>
/// The devices that this gateway publishes, records and measures: all of them, or in a cluster those that live on this node, so that each is
/// published once.
/// </summary>
/// <param name="cluster">Null without one.</param>
internal sealed class OwnDevices(IEconet econet, IEconetCluster? cluster)
{
    /// <summary>There are other nodes, and devices that are theirs.</summary>
    public bool IsShared => cluster is not null;

    /// <summary>Their ids, and again whenever one comes or goes.</summary>
    public IAsyncEnumerable<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) =>
        cluster?.DevicesHereAsync(cancellation) ?? econet.DevicesAsync(cancellation);

    /// <summary>Whether there is such a device, here or at another node.</summary>
    public bool Exists(string device) => econet.Devices.Contains(device);

    /// <summary>
    /// Whether this gateway speaks for the device. A process that was stopped and wakes up does not, whatever it was about to say: another node may
    /// have the device by now.
    /// </summary>
    public bool IsMine(string device) => EpochOf(device) is not null;

    /// <summary>
    /// Which of the times this is that the gateway has the device: from one question to the next nobody else had it, if the answer is the same. Always 0 without a
    /// cluster; null where <see cref="IsMine"/> is false.
    /// </summary>
    public long? EpochOf(string device) => cluster is null ? 0 : cluster.EpochHere(device);
}
