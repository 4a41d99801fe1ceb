using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Devices;
using Econet.Gateway.Clustering;
using Econet.Gateway.Http;
using Econet.Gateway.Live;
using Econet.Gateway.Security;

namespace Econet.Gateway.Inventory;

/// <summary>The devices as the list of devices has them: how each is, what it is called, and where it lives.</summary>
internal sealed class DeviceListing(IEconet econet, HealthOfDevices health, DeviceInventory inventory, HealthChanges changes, ClusterNode node)
{
    /// <summary>All of them, in their order. In a cluster none is asked: there may be thousands, on other nodes.</summary>
    /// <param name="sight">Whose devices are included.</param>
    public async Task<IReadOnlyList<ListedDeviceBody>> AllAsync(Grant sight, CancellationToken cancellation)
    {
        if (node.Cluster is not { } cluster)
        {
            return [.. (await health.AskAsync(sight, cancellation)).Select(Of)];
        }

        var fleet = cluster.Fleet.ToDictionary(device => device.Id);
        return [.. econet.Devices.Where(sight.CoversDevice).Select(fleet.GetValueOrDefault).OfType<FleetDevice>().Select(device => Of(DeviceBody.Of(device), device))];
    }

    public ListedDeviceBody Of(DeviceBody device) => Of(device, node.Cluster?.Find(device.Device));

    private ListedDeviceBody Of(DeviceBody device, FleetDevice? there)
    {
        var id = device.Device;
        return ListedDeviceBody.Of(device, inventory.NameOf(id) ?? there?.Name, inventory.OriginOf(id), there?.Owner, there?.ChangedAt ?? changes.Of(id));
    }
}
