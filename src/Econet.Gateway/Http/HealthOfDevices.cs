using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Clustering;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <summary>Asks all devices how they are.</summary>
internal sealed class HealthOfDevices(IEconet econet, ClusterNode node, TimeProvider time)
{
    /// <summary>A device that does not report its state within this time counts as unhealthy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The devices in their order; one that can't tell is not alive. In a cluster none is asked: there may be thousands, on other nodes.
    /// </summary>
    /// <param name="sight">Whose devices are included.</param>
    public async Task<IReadOnlyList<DeviceBody>> AskAsync(Grant sight, CancellationToken cancellation) => node.Cluster is { } cluster
        ? [.. cluster.Fleet.Where(device => sight.CoversDevice(device.Id)).Select(DeviceBody.Of)]
        : [.. (await Task.WhenAll(econet.Devices.Where(sight.CoversDevice).Select(id => OneAsync(id, cancellation)))).OfType<DeviceBody>()];

    /// <summary>Null for a device that was removed meanwhile.</summary>
    public async Task<DeviceBody?> OneAsync(string id, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return DeviceBody.Of(await econet.Device(id).StatusAsync(either.Token));
        }
        catch (EconetException gone) when (gone.Error == EconetError.NotFound)
        {
            return null;
        }
        catch (Exception failed) when (
            failed is EconetException or TimeoutException
            || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new DeviceBody(id, "unknown", "unavailable", Alive: false, LastUpdate: null, ParametersCount: 0, Problem: []);
        }
    }
}
