using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Microsoft.Extensions.Options;

namespace Econet.Actors.Devices;

/// <summary>The key under which the region of devices is registered: ask for an <c>IRequiredActor&lt;EconetDevices&gt;</c>.</summary>
public sealed class EconetDevices
{
    private EconetDevices()
    {
    }
}

/// <summary>The region where there is no cluster: one child for each device, named by its id.</summary>
internal sealed class DevicesActor : GuardedActor
{
    private readonly EconetSetup _setup;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, DeviceRegistration> _devices = [];
    private readonly Dictionary<IActorRef, (string Id, IActorRef Requester)> _leaving = [];
    private readonly HashSet<IActorRef> _onBus = [];
    private readonly List<IActorRef> _releasers = [];

    public DevicesActor(EconetSetup setup, TimeProvider time)
    {
        _setup = setup;
        _time = time;
        foreach (var device in setup.Devices)
        {
            Begin(device);
        }
    }

    public static Props Props(EconetSetup setup, TimeProvider time) => Akka.Actor.Props.Create(() => new DevicesActor(setup, time));

    // A shell that failed at a message goes on with the next one, and its device never notices.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Resume);

    protected override void Failed(object message, RequestFailed failure) => Sender.Tell(failure);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ToDevice { Device: { } id, Message: { } inner } when _devices.ContainsKey(id):
                Context.Child(id).Forward(inner);
                break;
            case ToDevice { Device: var id, Message: var inner }:
                Refusal.Tell(inner, id ?? "", Refusal.Of(inner, id ?? ""), Sender);
                break;
            case AddDevice add:
                Add(add.Spec);
                break;
            case RemoveDevice remove:
                RemoveOne(remove);
                break;
            case DeviceMessages.Release:
                ReleaseAll((DeviceMessages.Release)message);
                break;
            case DeviceMessages.Released:
                NoteReleased(Sender);
                break;
            case Terminated { ActorRef: var shell } when _leaving.Remove(shell, out var left):
                NoteReleased(shell);
                left.Requester.Tell(new DeviceRemoved(left.Id));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(DeviceRegistration device)
    {
        Context.ActorOf(DeviceShell.Props(device, DeviceHome.Alone(_time)), device.Id);
        _devices.Add(device.Id, device);
    }

    private void Add(DeviceSpec spec)
    {
        try
        {
            ArgumentNullException.ThrowIfNull(spec);
            DeviceIds.Check(spec.Id);
            var device = DeviceKinds.Of(spec, _setup.Kinds).Make(spec);
            DeviceIds.CheckFree(device, _devices.Values);
            if (!Context.Child(spec.Id).IsNobody())
            {
                throw new ArgumentException($"Device '{spec.Id}' is still leaving its bus; add it again once it has been removed.");
            }

            Begin(device);
            _setup.Present.Set([.. _setup.Present.Ids, device.Id]);
            Sender.Tell(new DeviceAdded(device.Id));
        }
        catch (Exception wrong) when (wrong is ArgumentException or OptionsValidationException)
        {
            Sender.Tell(new RequestFailed(EconetError.BadRequest, wrong.Message));
        }
    }

    private void RemoveOne(RemoveDevice remove)
    {
        if (remove.Id is not { } id || !_devices.Remove(id))
        {
            Sender.Tell(Unknown.Device(remove.Id ?? ""));
            return;
        }

        _setup.Present.Set(_setup.Present.Ids.Remove(id));
        var shell = Context.Watch(Context.Child(id));
        _leaving.Add(shell, (id, Sender));
        shell.Tell(new DeviceMessages.Remove(remove.DeletesState));
    }

    /// <summary>All devices of this host leave their buses; whoever asks is told when all have.</summary>
    private void ReleaseAll(DeviceMessages.Release release)
    {
        _releasers.Add(Sender);
        foreach (var shell in Context.GetChildren())
        {
            _onBus.Add(shell);
            shell.Tell(release);
        }

        NoteReleased(ActorRefs.Nobody);
    }

    private void NoteReleased(IActorRef shell)
    {
        _onBus.Remove(shell);
        if (_onBus.Count == 0)
        {
            _releasers.ForEach(releaser => releaser.Tell(DeviceMessages.Released.Instance));
            _releasers.Clear();
        }
    }
}
