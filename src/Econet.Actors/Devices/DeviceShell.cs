using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// One device from its start to its end, wherever it lives: makes its actor, answers for it where that can't be made, has it leave its bus,
/// and takes it up again. Whoever holds devices needs to know nothing else of them.
/// </summary>
internal sealed class DeviceShell : UntypedActor, IWithStash, IWithTimers
{
    /// <summary>What a device may take beyond its own time-out to leave its bus: its last frame has to get on the wire.</summary>
    private static readonly TimeSpan LeaveMargin = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DeviceRegistration _registration;
    private readonly DeviceHome _home;
    private readonly List<IActorRef> _releasers = [];
    private IActorRef _device = ActorRefs.Nobody;
    private TimeSpan _retry = BackoffStrategy.Shortest;
    private Moment? _begun;
    private Exception? _cause;
    private string _failure = "";
    private DateTimeOffset _failedAt;

    public DeviceShell(DeviceRegistration registration, DeviceHome home)
    {
        _registration = registration;
        _home = home;
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(DeviceRegistration registration, DeviceHome home) =>
        Akka.Actor.Props.Create(() => new DeviceShell(registration, home));

    protected override void PreStart() => Start();

    // A device only hands messages on, so one that it failed at leaves nothing behind; a restart would stop all its parts at once, and a token
    // that one of them holds would be lost with those that give it back. One that can't even be made is made again, later.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        if (error is not ActorInitializationException)
        {
            return Directive.Resume;
        }

        _cause = error;
        return Directive.Stop;
    });

    protected override void OnReceive(object message) => Unhandled(message);

    private void Start()
    {
        try
        {
            _device = Context.Watch(Context.ActorOf(_registration.Props(_home), "device"));
            _device.Tell(new Identify(null));
            Become(Starting);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>Until it is known whether the device can be made, what it is asked waits.</summary>
    private void Starting(object message)
    {
        switch (message)
        {
            case ActorIdentity { Subject: null }:
                // One that could not be made: that it is gone comes as well.
                break;
            case ActorIdentity:
                (_begun, _failure) = (_home.Time.Now(), "");
                Become(Running);
                Stash.UnstashAll();
                break;
            case Terminated:
                Fail(_cause);
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    private void Running(object message)
    {
        switch (message)
        {
            case DeviceMessages.Released when _releasers.Count > 0:
                Timers.Cancel(nameof(DeviceMessages.Release));
                TellReleased();
                Become(Left);
                break;
            case DeviceMessages.Release release:
                _releasers.Add(Sender);
                _device.Tell(release);
                Timers.StartSingleTimer(
                    nameof(DeviceMessages.Release),
                    DeviceMessages.Released.Instance,
                    release.AtOnce ? LeaveMargin : _registration.LeaveTimeout + LeaveMargin);
                break;
            case DeviceMessages.Resume:
                break;
            case DeviceMessages.PartEnded ended when Sender.Equals(_device) && _releasers.Count == 0:
                _failure = $"Device '{_registration.Id}' begins anew: its part '{ended.Part}' has ended";
                _failedAt = _home.Time.GetUtcNow();
                _device.Tell(new DeviceMessages.Release(AtOnce: true));
                Timers.StartSingleTimer(nameof(DeviceMessages.Release), DeviceMessages.Released.Instance, LeaveMargin);
                Become(Ending);
                break;
            case DeviceMessages.PartEnded:
                break;
            case DeviceMessages.Remove remove:
                _device.Tell(DeviceMessages.Release.Instance);
                Timers.StartSingleTimer(nameof(End), DeviceMessages.Released.Instance, _registration.LeaveTimeout + LeaveMargin);
                Become(next => Leaving(next, remove.DeletesState));
                break;
            case Terminated:
                Fail(_cause);
                break;
            default:
                _device.Forward(message);
                break;
        }
    }

    /// <summary>The device is no whole any more. What is left of it gives back a token first.</summary>
    private void Ending(object message)
    {
        switch (message)
        {
            case DeviceMessages.Released:
                Timers.Cancel(nameof(DeviceMessages.Release));
                Context.Stop(_device);
                break;
            case Terminated:
                Fail(_cause);
                break;
            case DeviceMessages.Remove remove:
                Become(next => Leaving(next, remove.DeletesState));
                break;
            case DeviceMessages.Release:
                _releasers.Add(Sender);
                break;
            case DeviceMessages.Resume:
                break;
            default:
                Failed(message);
                break;
        }
    }

    /// <summary>The device is off its bus, and answers from memory.</summary>
    private void Left(object message)
    {
        switch (message)
        {
            case DeviceMessages.Released or DeviceMessages.PartEnded:
                break;
            case DeviceMessages.Release:
                Sender.Tell(DeviceMessages.Released.Instance);
                break;
            case DeviceMessages.Resume:
                // What it knows is in its store, and what it was on the bus is over: it begins as after a restart of the host.
                Context.Stop(_device);
                Become(Resuming);
                break;
            default:
                Running(message);
                break;
        }
    }

    private void Resuming(object message)
    {
        if (message is Terminated)
        {
            Start();
        }
        else
        {
            Stash.Stash();
        }
    }

    private void Failed(object message)
    {
        switch (message)
        {
            case ActorIdentity or DeviceMessages.Released or DeviceMessages.PartEnded:
                break;
            case DeviceMessages.Resume:
                Timers.CancelAll();
                Start();
                break;
            case DeviceMessages.Release:
                Sender.Tell(DeviceMessages.Released.Instance);
                break;
            case DeviceMessages.Remove remove:
                End(remove.DeletesState);
                break;
            case GetStatus:
                Sender.Tell(new DeviceStatus(
                    _registration.Id, _registration.Kind, "failed", Alive: false, LastUpdate: null, ParametersCount: 0,
                    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty)
                {
                    Problems = [new Problem(ProblemCode.NotStarted, _failure, _failedAt)],
                });
                break;
            default:
                Refuse(message, new RequestFailed(EconetError.Unavailable, _failure));
                break;
        }
    }

    private void Leaving(object message, bool deletesState)
    {
        switch (message)
        {
            case DeviceMessages.Released:
                TellReleased();
                Timers.CancelAll();
                Context.Stop(_device);
                break;
            case Terminated:
                End(deletesState);
                break;
            case DeviceMessages.PartEnded:
                break;
            default:
                Refuse(message, Unknown.Device(_registration.Id));
                break;
        }
    }

    private void Refuse(object message, RequestFailed failure) => Refusal.Tell(message, _registration.Id, failure, Sender);

    private void TellReleased()
    {
        _releasers.ForEach(releaser => releaser.Tell(DeviceMessages.Released.Instance));
        _releasers.Clear();
    }

    private void End(bool deletesState)
    {
        if (deletesState && _registration.StateFile is { } file)
        {
            try
            {
                StateFiles.Delete(file);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                _log.Warning("{Device} was removed, but its state file was not: {Reason}", _registration.Id, failed.Message);
            }
        }

        Context.Stop(Self);
    }

    private void Fail(Exception? error)
    {
        _device = ActorRefs.Nobody;
        TellReleased();
        if (_begun is { } begun && _home.Time.Since(begun) >= (2 * _retry) + BackoffStrategy.Settled)
        {
            _retry = BackoffStrategy.Shortest;
        }

        if (_begun is null || _failure.Length == 0)
        {
            _failedAt = _failure.Length == 0 ? _home.Time.GetUtcNow() : _failedAt;
            _failure = $"Device '{_registration.Id}' could not be started: {error?.GetBaseException().Message ?? "its actor was stopped"}";
        }

        _log.Error(error, "{Failure}; next attempt in {Delay} s", _failure, _retry.TotalSeconds);
        _begun = null;
        Timers.StartSingleTimer(nameof(Start), DeviceMessages.Resume.Instance, _retry);
        _retry = _retry * 2 > BackoffStrategy.Longest ? BackoffStrategy.Longest : _retry * 2;
        Become(Failed);
        Stash.UnstashAll();
    }
}
