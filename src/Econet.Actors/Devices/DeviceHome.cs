using Econet.Actors.Ports;
using Econet.Actors.Storage;

namespace Econet.Actors.Devices;

/// <summary>What a device finds where it lives.</summary>
/// <param name="Licence">Whether it may speak on its bus.</param>
/// <param name="State">Where its state is kept; null for where its options say.</param>
internal sealed record DeviceHome(TimeProvider Time, SpeakerLicence Licence, IStatePlace? State = null)
{
    /// <summary>A process of its own, with nobody beside it.</summary>
    public static DeviceHome Alone(TimeProvider time) => new(time, SpeakerLicence.Unlimited);
}
