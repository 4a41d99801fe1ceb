using Akka.Actor;
using Econet.Actors.Cluster.State;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.Cluster.Region;

/// <content>How the device goes from here: to another node, or for good.</content>
internal sealed partial class LeasedDevice
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(50);

    private const int MostLooks = 60;

    private int _looks;

    /// <summary>The bus is another node's soon, which goes on from the same address. Where there is no other, the panel is waited for.</summary>
    private void MoveOn()
    {
        var goesOn = _entry?.Node is null && _cluster.State.Members.Any(member =>
            member.Address != _cluster.SelfAddress && member.HasRole(ClusterRegion.Role) && member.Status is Akka.Cluster.MemberStatus.Up);
        _setup.Here.End(_id);
        _shell.Tell(new DeviceMessages.Release(AtOnce: goesOn));
        Become(Ending);
    }

    private void Leave(LeaveForGood leave)
    {
        (_remover, _deletesState) = (Sender, leave.DeletesState);
        if (_shell.IsNobody())
        {
            End();
        }
        else
        {
            _shell.Tell(new DeviceMessages.Remove(DeletesState: false));
            Become(Ending);
        }
    }

    /// <summary>The device leaves its bus; it answers from memory until it has.</summary>
    private void Ending(object message)
    {
        switch (message)
        {
            case DeviceMessages.Released:
                Context.Stop(_shell);
                break;
            case Terminated:
                _shell = ActorRefs.Nobody;
                End();
                break;
            case Asked:
                _isAsking = false;
                break;
            case Tick:
                // It speaks until it has left.
                Renew();
                break;
            case BeThere or Late or HandOff:
                break;
            case DeviceMessages.Release { AtOnce: true }:
                _shell.Tell(message);
                break;
            case LeaveForGood:
                (_remover, _deletesState) = (Sender, ((LeaveForGood)message).DeletesState);
                break;
            default:
                _shell.Forward(message);
                break;
        }
    }

    /// <summary>Nothing of the device is left here: others may have it as soon as nothing that was asked of the lease is under way.</summary>
    private void End()
    {
        Timers.CancelAll();
        Become(Over);
        if (!_isAsking)
        {
            GiveBack();
        }
    }

    private void GiveBack() => GiveBackAsync().PipeTo(Self, success: () => Given.Instance, failure: _ => Given.Instance);

    private async Task GiveBackAsync()
    {
        if (_deletesState)
        {
            await new Epochs(_setup.Database).DeleteStateAsync(_id).ConfigureAwait(false);
        }

        await _lease.ReleaseAsync().ConfigureAwait(false);
    }

    private void Over(object message)
    {
        switch (message)
        {
            case Taken or NotTaken or Asked:
                GiveBack();
                break;
            case Given when !_remover.IsNobody() && _setup.Catalog.Find(_id) is not null && ++_looks < MostLooks:
                // This node has not heard of it yet; whoever follows the device here has to know whether it moves or is gone.
                Timers.StartSingleTimer(nameof(Given), Given.Instance, LookPause);
                break;
            case Given:
                _remover.Tell(new DeviceRemoved(_id));
                Context.Stop(Self);
                break;
            case LeaveForGood:
                _remover = Sender;
                break;
            case IDeviceRequest:
                Refusal.Tell(message, _id, new RequestFailed(EconetError.Unavailable, $"Device '{_id}' is on its way to another node"), Sender);
                break;
        }
    }

    private sealed record Given : ILocalMessage
    {
        public static readonly Given Instance = new();
    }
}
