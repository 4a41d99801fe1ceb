namespace Econet.Actors.Cluster.Hosting;

/// <summary>How the cluster is that a host belongs to.</summary>
public interface IEconetCluster
{
    /// <summary>This node, as <c>host:port</c>.</summary>
    string Self { get; }

    /// <summary>Its nodes as this one sees them, and where the devices live.</summary>
    Task<ClusterView> ViewAsync(CancellationToken cancellation = default);

    /// <summary>
    /// The ids of the devices that live on this node, and again whenever one comes or goes. Begins when this node knows which devices the cluster has.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<string>> DevicesHereAsync(CancellationToken cancellation = default);

    /// <summary>Whether a device lives on this node, and no other one can have it by now; to be asked right before what one node alone may do.</summary>
    bool IsHere(string device);
}

/// <param name="Self">This node, as <c>host:port</c>.</param>
/// <param name="Members">The nodes, the one that has been there longest first.</param>
/// <param name="Devices">By their ids.</param>
/// <param name="Trouble">Why it is not known who holds which lease; null when it is.</param>
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
