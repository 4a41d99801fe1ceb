using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

/// <summary>Hears what happens to the devices, as clients of the feed do: to all of them, or in a cluster to those that live on this node.</summary>
internal interface IDeviceEvents
{
    /// <summary>
    /// Must not wait. A device's events come in order, one at a time; after an interruption they start again with a snapshot.
    /// </summary>
    void Take(IDevice device, DeviceEvent happened);

    /// <summary>The device is not there any more, or lives on another node of the cluster now.</summary>
    void Gone(string device);
}
