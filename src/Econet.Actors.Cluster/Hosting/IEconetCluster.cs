using System.Collections.Immutable;

namespace Econet.Actors.Cluster.Hosting;

/// <summary>How the cluster is that a host belongs to.</summary>
public interface IEconetCluster
{
    /// <summary>This node, as <c>host:port</c>.</summary>
    string Self { get; }

    /// <summary>Its nodes as this one sees them, and where the devices live.</summary>
    Task<ClusterView> ViewAsync(CancellationToken cancellation = default);

    /// <summary>All devices of the cluster by their ids, and how each is, as this node knows it: no device is asked, and so it may be seconds old.</summary>
    IEnumerable<FleetDevice> Fleet { get; }

    /// <summary>The one of <see cref="Fleet"/> with this id; null when there is none.</summary>
    FleetDevice? Find(string device);

    /// <summary>
    /// The ids of the devices that live on this node, and again whenever one comes or goes. Begins when this node knows which devices the cluster has.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<string>> DevicesHereAsync(CancellationToken cancellation = default);

    /// <summary>Whether a device lives on this node, and no other one can have it by now; to be asked right before what one node alone may do.</summary>
    bool IsHere(string device);

    /// <summary>
    /// The epoch in which a device lives on this node: two that ask in one epoch know that no other node had the device in between. Null where
    /// <see cref="IsHere"/> is false.
    /// </summary>
    long? EpochHere(string device);
}

/// <param name="Self">This node, as <c>host:port</c>.</param>
/// <param name="Members">The nodes, the one that has been there longest first.</param>
/// <param name="Devices">By their ids.</param>
/// <param name="Trouble">Why it is not known who holds which lease, or that there is another cluster with the same database; null when all is well.</param>
public sealed record ClusterView(
    string Self, IReadOnlyList<ClusterMember> Members, IReadOnlyList<ClusterDevice> Devices, string? Trouble = null);

/// <param name="Node"><c>host:port</c></param>
/// <param name="Status">Akka's: joining, weaklyup, up, leaving, exiting or down.</param>
/// <param name="HoldsDevices">Devices may live on it.</param>
/// <param name="IsReachable">It answers this node.</param>
public sealed record ClusterMember(string Node, string Status, bool HoldsDevices, bool IsReachable);

/// <param name="Port">The node that alone has the device's port; null when every node can reach it.</param>
/// <param name="Owner">The node that has the lease of its bus; null when none has, or that is not known.</param>
/// <param name="Epoch">Grows whenever another owner begins; 0 before the first.</param>
/// <param name="LeaseLeft">How long the lease lasts unless it is renewed; negative when it has expired.</param>
public sealed record ClusterDevice(string Id, string? Port, string? Owner, long Epoch, TimeSpan? LeaseLeft);

/// <summary>How a device of the cluster is.</summary>
/// <param name="Name">What its owner calls it; null for nothing.</param>
/// <param name="Owner">The node that it lives on, <c>host:port</c>; null while it lives on none.</param>
/// <param name="State">As in <see cref="Messages.DeviceStatus"/>; <c>away</c> while it lives on no node.</param>
/// <param name="LastUpdate">When it last said something, as of a few minutes ago at worst.</param>
/// <param name="Problems">What keeps it from working as it should, the oldest first; empty when all is well.</param>
/// <param name="ChangedAt">Since when all this but <paramref name="LastUpdate"/> is so; null when it never lived anywhere.</param>
public sealed record FleetDevice(
    string Id, string Kind, string? Name, string? Owner, string State, bool Alive, DateTimeOffset? LastUpdate, int ParametersCount,
    ImmutableArray<Messages.Problem> Problems, DateTimeOffset? ChangedAt)
{
    /// <summary>The state of a device that lives on no node.</summary>
    public const string Away = "away";
}
