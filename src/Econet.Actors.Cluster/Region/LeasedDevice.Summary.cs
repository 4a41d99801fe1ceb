using Econet.Actors.Messages;

namespace Econet.Actors.Cluster.Region;

/// <content>Tells the other nodes how the device is, when that has changed.</content>
internal sealed partial class LeasedDevice
{
    /// <summary>Of the renewals of its lease, with every so many it is asked how it is.</summary>
    private const int RenewalsPerQuestion = 2;

    /// <summary>The others know when it last said something to within this. Telling it as it goes would be one message a second and device to each node.</summary>
    private static readonly TimeSpan LastUpdateHolds = TimeSpan.FromMinutes(5);

    private int _renewals;
    private DeviceSummary? _told;

    private void AskHowItIs()
    {
        if (++_renewals % RenewalsPerQuestion == 1)
        {
            _shell.Tell(GetStatus.Instance, Self);
        }
    }

    private void Summarize(DeviceStatus status)
    {
        var now = new DeviceSummary(
            _id, NodeNames.Of(_cluster.SelfAddress), status.State, status.Alive, status.LastUpdate, status.ParametersCount, status.Problems, _time.GetUtcNow(), _entry!.Number);
        var before = _told ?? _setup.Fleet.Find(_entry);
        if (before?.IsLike(now) == true)
        {
            if (_told is not null && !(now.LastUpdate > (before.LastUpdate ?? DateTimeOffset.MinValue) + LastUpdateHolds))
            {
                return;
            }

            now = now with { ChangedAt = before.ChangedAt };
        }

        // Another node may have the device by now, and tells how it is there.
        if (_setup.Here.Has(_id))
        {
            _told = now;
            _setup.FleetActor.Tell(now, Self);
        }
    }
}
