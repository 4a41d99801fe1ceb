using Akka.Actor;
using Akka.Event;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Thermostat;

/// <summary>
/// The virtual room thermostat on the bus. It speaks without a token, and only when the panel asks: a beacon while it is being paired, and
/// requests to its address from then on.
/// </summary>
internal sealed class ThermostatActor : UntypedActor, IWithTimers
{
    private const string AddressDocument = "thermostat/address";
    private const string ReadingDocument = "thermostat/reading";
    private const string WrittenDocument = "thermostat/written";

    /// <summary>A reading comes every few seconds; the disk need not know all of them.</summary>
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromMinutes(2);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Gm3Options _options;
    private readonly ThermostatOptions _thermostat;
    private readonly IActorRef _store;
    private readonly IActorRef _protocol;
    private readonly TimeProvider _time;
    private readonly RoomReading _reading;
    private readonly ThermostatResponder _responder;
    private readonly ThermostatPairing _pairing;
    private Moment? _savedAt;

    /// <summary>There is a reading that is not saved yet.</summary>
    private bool _isPending;

    private bool _wasStale;

    /// <summary>It is known what the panel wrote before the start: it is one document with what it writes now.</summary>
    private bool _isRestored;

    public ThermostatActor(Gm3Options options, IActorRef store, IActorRef protocol, TimeProvider time)
    {
        _options = options;
        _thermostat = options.Thermostat!;
        _store = store;
        _protocol = protocol;
        _time = time;
        _reading = new RoomReading(_thermostat, time);
        _responder = new ThermostatResponder(_thermostat.Serial, _reading, time);
        _pairing = new ThermostatPairing(time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Gm3Options options, IActorRef store, IActorRef protocol, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ThermostatActor(options, store, protocol, time));

    protected override void PreStart() => _store.Tell(StoreMessages.Load.Instance);

    protected override void PostStop() => SavePendingReading();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ProtocolMessages.Heard { TooLate: false } heard when heard.Frame.Source == _options.PanelAddress:
                Hear(heard);
                break;
            case SubmitTemperature submit:
                Take(submit.Temperature);
                break;
            case PairThermostat:
                _pairing.Request();
                _log.Info("The virtual thermostat is waiting for the panel's pairing mode");
                Sender.Tell(Status());
                break;
            case GetThermostat:
                Sender.Tell(Status());
                break;
            case StoreMessages.Loaded loaded:
                Restore(loaded.State.Documents);
                break;
            case SavePending:
                SavePendingReading();
                break;
            case ProtocolMessages.Heard:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(ProtocolMessages.Heard heard)
    {
        var frame = heard.Frame;
        if (_pairing.AnswerFrom(frame) is { } source)
        {
            Transmit(new Frame(frame.Source, source, Command.ServiceAnswer, _responder.Identity), heard.At);
        }
        else if (_pairing.IsOwn(frame.Destination) && _responder.Answer(frame, out var changed) is { } answer)
        {
            if (_pairing.Asked(frame.Destination))
            {
                var address = frame.Destination;
                _log.Info("The panel has paired the virtual thermostat: address {Address}", address);
                _store.Tell(new StoreMessages.SaveDocument(AddressDocument, [(byte)address, (byte)(address >> 8)], AtOnce: true));
            }

            NoteStaleness();
            Transmit(answer, heard.At);
            if (changed && _isRestored)
            {
                SaveWritten();
            }
        }
    }

    private void SaveWritten() => _store.Tell(new StoreMessages.SaveDocument(WrittenDocument, _responder.Encode(), AtOnce: true));

    private void Transmit(Frame frame, Moment asked) => _protocol.Tell(new ProtocolMessages.Transmit(frame, asked));

    private void NoteStaleness()
    {
        if (_reading.IsStale != _wasStale)
        {
            _wasStale = _reading.IsStale;
            _log.Warning(
                _wasStale ? "The room temperature is too old: the bus gets {Temperature} °C" : "The bus gets the room temperature: {Temperature} °C",
                _reading.Effective);
        }
    }

    private void Take(float temperature)
    {
        var previous = _reading.Age;
        _reading.Take(temperature);
        if (_savedAt is not { } saved || _time.Since(saved) >= BetweenSaves)
        {
            SaveReading();
        }
        else if (!_isPending)
        {
            _isPending = true;
            Timers.StartSingleTimer(nameof(SavePending), SavePending.Instance, BetweenSaves - _time.Since(saved));
        }

        Sender.Tell(new TemperatureSubmitted(Status(), previous));
    }

    private void SavePendingReading()
    {
        if (_isPending)
        {
            SaveReading();
        }
    }

    private void SaveReading()
    {
        Timers.Cancel(nameof(SavePending));
        _isPending = false;
        _savedAt = _time.Now();
        _store.Tell(new StoreMessages.SaveDocument(ReadingDocument, _reading.Encode(), AtOnce: true));
    }

    private void Restore(IReadOnlyDictionary<string, byte[]> documents)
    {
        _reading.Restore(documents.GetValueOrDefault(ReadingDocument));
        _isRestored = true;
        if (_responder.Restore(documents.GetValueOrDefault(WrittenDocument)))
        {
            SaveWritten();
        }

        if (_pairing.Address is null && documents.GetValueOrDefault(AddressDocument) is [var low, var high])
        {
            _pairing.Restore((ushort)(low | (high << 8)));
        }
    }

    private ThermostatStatus Status()
    {
        _pairing.CheckPatience();
        return new ThermostatStatus(
            _reading.Temperature, _reading.Effective, _reading.IsStale, _reading.Age, _thermostat.MaxAge, _thermostat.Fallback,
            _pairing.State, _pairing.Address);
    }

    /// <summary>A reading that waits to be saved waits no longer: it did for long enough, or the device stops.</summary>
    internal sealed record SavePending : ILocalMessage
    {
        public static readonly SavePending Instance = new();
    }
}
