using Akka.Actor;
using Econet.Actors.Messages;

namespace ControlLoop;

/// <summary>
/// Heats the first circuit more while it freezes hard. It acts only on readings that can be trusted, and lives through whatever happens to the
/// bus: a write that fails is made again as long as it is wanted.
/// </summary>
public sealed class FrostGuard : UntypedActor, IWithTimers
{
    private const string Outdoor = "TempWthr";
    private const string Comfort = "Circuit1ComfortTemp";
    private const double Frost = -10;
    private const double Thaw = -8;
    private const double Warm = 22.5;
    private const double Usual = 20.5;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly IActorRef _devices;
    private readonly string _house;
    private double? _wanted;
    private bool _isWriting;

    public FrostGuard(IActorRef devices, string house)
    {
        _devices = devices;
        _house = house;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="devices">The region of devices: <c>IRequiredActor&lt;EconetDevices&gt;</c>, or <c>registry.Get&lt;EconetDevices&gt;()</c>.</param>
    public static Props Props(IActorRef devices, string house) => Akka.Actor.Props.Create(() => new FrostGuard(devices, house));

    protected override void PreStart() => Ask(new WatchDevice(Self));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SnapshotTaken taken when taken.Snapshot.TryGet(Outdoor, out var outdoor):
                Decide(outdoor.Value, outdoor.Quality);
                break;
            case ParameterChanged { Key: Outdoor } changed:
                Decide(changed.Value, changed.Quality);
                break;
            case WriteResult { Success: true } or WriteResult { Error: EconetError.Superseded }:
                _isWriting = false;
                break;
            case WriteResult or RequestFailed:
                _isWriting = false;
                Timers.StartSingleTimer(nameof(Retry), Retry.Instance, RetryAfter);
                break;
            case Retry:
                Write();
                break;
            case WatchEnded:
                Timers.StartSingleTimer(nameof(WatchDevice), new WatchDevice(Self), TimeSpan.FromSeconds(1));
                break;
            case WatchDevice watch:
                Ask(watch);
                break;
            case DeviceEvent:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Decide(Econet.Values.Value outdoor, Quality quality)
    {
        if (quality != Quality.Good || !outdoor.TryToDouble(out var degrees))
        {
            return;
        }

        double? wanted = degrees < Frost ? Warm : degrees > Thaw ? Usual : _wanted;
        if (wanted != _wanted)
        {
            _wanted = wanted;
            Write();
        }
    }

    private void Write()
    {
        if (_wanted is { } wanted && !_isWriting)
        {
            _isWriting = true;
            Ask(new WriteParameter(Comfort, wanted, Origin: nameof(FrostGuard)));
        }
    }

    private void Ask(IDeviceRequest request) => _devices.Tell(new ToDevice(_house, request), Self);

    private sealed record Retry
    {
        public static readonly Retry Instance = new();
    }
}
