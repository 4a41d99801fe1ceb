using Econet.Actors.Cluster.Hosting;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <param name="Trouble">Why it is not known who holds the leases; null when it is.</param>
internal sealed record ClusterBody(string Self, IReadOnlyList<MemberBody> Members, IReadOnlyList<PlacedDeviceBody> Devices, string? Trouble)
{
    /// <param name="sight">Whose devices are included.</param>
    public static ClusterBody Of(ClusterView view, Grant sight) => new(
        view.Self,
        [.. view.Members.Select(member => new MemberBody(member.Node, member.Status, member.HoldsDevices ? "devices" : "witness", member.IsReachable))],
        [.. view.Devices.Where(device => sight.CoversDevice(device.Id)).Select(device => new PlacedDeviceBody(
            device.Id, device.Port, device.Owner, device.Epoch, device.LeaseLeft is { } left ? Math.Round(left.TotalSeconds, 1) : null))],
        view.Trouble);
}

/// <param name="Node">host:port</param>
/// <param name="Role">devices or witness.</param>
/// <param name="Reachable">It answers this node.</param>
internal sealed record MemberBody(string Node, string Status, string Role, bool Reachable);

/// <param name="PortAt">The node that alone has the device's port; null when every node can reach it.</param>
/// <param name="Owner">The node that speaks on its bus; null when none does.</param>
/// <param name="Epoch">Grows whenever another owner begins.</param>
/// <param name="LeaseLeft">Seconds that its lease lasts unless it is renewed.</param>
internal sealed record PlacedDeviceBody(string Device, string? PortAt, string? Owner, long Epoch, double? LeaseLeft);
