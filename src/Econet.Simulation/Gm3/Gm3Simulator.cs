using System.Globalization;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Thermostat;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>
/// A GM3 bus in the process: panel, controller with a small model of a heat pump, polling module and room thermostat. Everything
/// runs on the given <see cref="TimeProvider"/> and on one seed, so with a time provider moved by hand a run is exactly reproducible.
/// Parameters are named by their public index: the controller's from 0, the panel's from 10000. Safe for use from any thread.
/// </summary>
public sealed class Gm3Simulator : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Gm3SimulationOptions _options;
    private readonly ActiveFaults _faults;
    private readonly SimulatedBus _bus;
    private readonly SimulatedPort _port;
    private readonly SimulatedAdapter? _adapter;
    private readonly SimulatedDevice _controller;
    private readonly SimulatedDevice _panelDevice;
    private readonly ParameterSpace _thermostatSpace;
    private readonly SimulatedPanel _panel;
    private readonly HeatPumpModel _model;
    private readonly SimulatedAlarms _alarms;
    private readonly DateTime _startTime;
    private readonly List<ReceivedWrite> _writes = [];

    public Gm3Simulator(Gm3SimulationOptions options, TimeProvider time)
    {
        _options = options;
        _startTime = DateTime.SpecifyKind(time.GetLocalNow().DateTime, DateTimeKind.Unspecified);
        _loop = new EventLoop(time);
        var random = new Random(options.Seed);
        _faults = new ActiveFaults(_loop);
        _bus = new SimulatedBus(_loop, options, random, _faults);
        _port = new SimulatedPort(_loop, _bus, _faults);
        _adapter = options.Adapter is { } adapter ? new SimulatedAdapter(_port, adapter, time) : null;

        var parameters = ParameterTable.Load();
        var controllerSpace = new ParameterSpace(
            parameters.Where(p => p.Key < ParameterTable.PanelBase).Select(p => p.Value), withRange: true, options.ControllerAnswerLimit,
            options.BothStructureForms, options.MostParameters);
        var panelSpace = new ParameterSpace(
            parameters.Where(p => p.Key >= ParameterTable.PanelBase).Select(p => p.Value), withRange: false, options.PanelAnswerLimit,
            options.BothStructureForms, options.MostParameters);
        _thermostatSpace = new ParameterSpace(EcoSter.Parameters(SimulatedDevices.ThermostatSerial), withRange: true, EcoSter.AnswerLimit);
        // The panel of the recorded bus had set it so.
        _thermostatSpace.Put(EcoSter.Preset, 19);
        _thermostatSpace.Put(EcoSter.DayPreset, 19);
        _alarms = new SimulatedAlarms(_startTime, controllerSpace, panelSpace);
        _model = new HeatPumpModel(controllerSpace, options, random);

        _controller = SimulatedDevices.Controller(controllerSpace, options, _loop, _bus, _faults);
        _panelDevice = SimulatedDevices.Panel(panelSpace, options, _loop, _bus, _faults);
        _controller.Written = (request, index, value, accepted) =>
        {
            Log(request, index, value, accepted);
            _model.UpdateSeason();
        };
        _panelDevice.Written = Log;
        _panelDevice.AnswersOther = request => _alarms.Answer(request, _faults.IsOn<RefusedAlarmLog>());
        if (options.Thermostat)
            SimulatedDevices.Thermostat(_thermostatSpace, options, _loop, _bus, _faults);

        var exchange = new PresetExchange(controllerSpace, _thermostatSpace, options.Thermostat);
        _panel = new SimulatedPanel(
            _loop, _bus, options, _faults, _panelDevice.Participant, exchange, () => LocalTime,
            () => (float)_model.ThermostatTemperature);
        _panelDevice.Overhears = _panel.Heard;
        _ = new StateFaults(_faults, _port, _panel, _controller, new NoiseSource(_loop, _bus), new Rival(_loop, _bus, options),
            new EmController(_loop, _bus));
        _model.Advance(1, LocalTime);
        Inject(options.Faults);
    }

    /// <summary>
    /// Where the bus can be reached. Each line opened is another participant, which hears all the others and not itself, but for
    /// <see cref="Gm3SimulationOptions.Adapter"/>.
    /// </summary>
    public IBusPort Port => _adapter is null ? _port : _adapter;

    /// <summary>How the participants attached through the port have behaved so far.</summary>
    public BusEtiquette Etiquette => _loop.Locked(() => _bus.Etiquette);

    /// <summary>What has gone wrong in the simulation itself, 20 at most; the bus went on anyway.</summary>
    public IReadOnlyList<Exception> Failures => _loop.Failures;

    /// <summary>Writes received so far from anybody but the panel, in order.</summary>
    public IReadOnlyList<ReceivedWrite> Writes => _loop.Locked(() => _writes.ToArray());

    /// <summary>The tokens that the panel has granted and got back, or given up, in order.</summary>
    public IReadOnlyList<TokenHold> Tokens => _loop.Locked(() => _panel.Tokens.ToArray());

    /// <summary>Addresses of peripherals that the panel counts as present.</summary>
    public IReadOnlyList<ushort> Peripherals => _loop.Locked(() => _panel.Registered.ToArray());

    /// <summary>How many parameters there are, controller's and panel's.</summary>
    public int ParameterCount => _controller.Space.Count + _panelDevice.Space.Count;

    /// <summary>The panel's local time.</summary>
    public DateTime LocalTime => _startTime + _loop.Locked(() => _loop.Now);

    /// <summary>
    /// Lets a plan take effect now, besides those that are in effect already, until what is returned is disposed.
    /// </summary>
    public InjectedFaults Inject(FaultPlan plan)
    {
        var added = new List<ActiveFault>();
        _loop.Post(() => added.AddRange(_faults.Add(plan)));
        return new InjectedFaults(_loop, _faults, added);
    }

    /// <summary>Begins the panel's first cycle. Call it once.</summary>
    public void Start() => _loop.Post(() =>
    {
        _panel.Start();
        _loop.After(_options.ModelInterval, Tick);
    });

    /// <summary>What the device holds now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public Value Truth(int index)
    {
        var (space, wire) = Locate(index);
        return _loop.Locked(() => space[space.Place(wire)]);
    }

    /// <summary>What the device holds now, all of it, by public index.</summary>
    public IReadOnlyList<(int Index, Value Value)> Values => _loop.Locked<IReadOnlyList<(int, Value)>>(() =>
        [.. _controller.Space.OnWire(0), .. _panelDevice.Space.OnWire(ParameterTable.PanelBase)]);

    /// <summary>What the device holds now, by name, <c>name@index</c> or index.</summary>
    /// <inheritdoc cref="IndexOf"/>
    public Value Truth(string key) => Truth(IndexOf(key));

    /// <summary>The public index of a parameter by name, <c>name@index</c> or index; a name of several is the controller's first.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public int IndexOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (int.TryParse(key[(key.LastIndexOf('@') + 1)..], CultureInfo.InvariantCulture, out var index))
            return index;

        var all = Enumerable.Range(0, _controller.Space.Count)
            .Concat(Enumerable.Range(ParameterTable.PanelBase, _panelDevice.Space.Count));
        return all.Cast<int?>().FirstOrDefault(i => Definition(i!.Value).Name == key)
            ?? throw new ArgumentException($"The simulated device has no parameter '{key}'.", nameof(key));
    }

    /// <summary>A parameter's name, type, flags and limits; of the panel's, the wire carries neither flags nor limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public ParameterStructure Definition(int index)
    {
        var (space, wire) = Locate(index);
        return space.Told(wire);
    }

    /// <summary>Makes the device hold a value, whatever the model says, until <see cref="Release"/>; a write changes it still.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public void Force(int index, Value value)
    {
        var (space, wire) = Locate(index);
        _loop.Locked(() =>
        {
            space.Force(space.Place(wire), value);
            return true;
        });
    }

    /// <summary>Lets the model move a forced value again.</summary>
    public void Release(int index)
    {
        var (space, wire) = Locate(index);
        _loop.Post(() => space.Release(space.Place(wire)));
    }

    /// <summary>Requests for settings, structures, values, alarms and writes that were heard from this address.</summary>
    public int RequestsFrom(ushort address) => _loop.Locked(() => _bus.RequestsFrom(address));

    /// <summary>Puts the panel into pairing mode: it takes thermostats in, for that long.</summary>
    public void PairThermostats(TimeSpan duration) => _loop.Post(() => _panel.Paired.PairingUntil = _loop.Now + duration);

    /// <summary>Thermostats that came through the port and were paired, by their addresses: what the panel knows of them.</summary>
    public IReadOnlyDictionary<ushort, SeenThermostat> Thermostats => _loop.Locked(() => _panel.Paired.Seen);

    /// <summary>Has the panel forget the thermostats that were paired with it, as when their owner deletes them there.</summary>
    public void ForgetThermostats() => _loop.Post(_panel.Paired.Forget);

    /// <summary>Has the panel write a parameter of a paired thermostat, in its next cycle.</summary>
    public void WriteThermostat(ushort address, int index, Value value) => _loop.Post(() => _panel.Paired.Write(address, index, value));

    /// <summary>Adds an active alarm, the newest of the log.</summary>
    public void RaiseAlarm(byte code) => _loop.Post(() => _alarms.Raise(code, LocalTime));

    /// <summary>
    /// Puts an entry into the alarm log as it is on the wire, whatever its bytes are: a panel whose clock was never set writes dates that do
    /// not exist.
    /// </summary>
    /// <param name="place">0 is the newest entry's.</param>
    /// <param name="entry">Code, and when it began and ended, 7 bytes each.</param>
    public void PutAlarm(int place, byte[] entry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        ArgumentNullException.ThrowIfNull(entry);
        _loop.Post(() => _alarms.Put(place, entry));
    }

    /// <summary>Makes a device tell these bytes of a parameter instead of its structure, whether or not they are one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public void PutStructure(int index, byte[] entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (space, wire) = Locate(index);
        _loop.Post(() => space.Misshape(wire, entry));
    }

    /// <summary>Ends the active alarms with this code.</summary>
    public void ClearAlarm(byte code) => _loop.Post(() => _alarms.Clear(code, LocalTime));

    /// <summary>Pulls the cable: open lines are gone, what they were sending is cut off, and opening fails.</summary>
    public void Unplug() => Inject(new FaultPlan().Unplug());

    /// <summary>Pulls the cable for that long.</summary>
    public void Unplug(TimeSpan duration) => Inject(new FaultPlan().Unplug().For(duration));

    /// <summary>Lets the port be opened again, whatever plan has pulled the cable.</summary>
    public void Replug() => _loop.Post(_faults.Remove<Unplugged>);

    /// <summary>Stops the bus; open lines fall silent.</summary>
    public void Dispose() => _loop.Dispose();

    private void Tick()
    {
        _loop.After(_options.ModelInterval, Tick);
        _model.Advance(_options.ModelInterval.TotalSeconds, LocalTime);
        PanelValues.Update(_panelDevice.Space, LocalTime, _model.ThermostatTemperature);
        _thermostatSpace.Put(EcoSter.Temperature, _model.ThermostatTemperature);
        _thermostatSpace.Put(EcoSter.Uptime, _loop.Now.TotalSeconds);
    }

    private void Log(Frame request, int index, Value value, bool accepted)
    {
        if (request.Source != BusAddress.Panel)
            _writes.Add(new ReceivedWrite(index, value, request.Source, _loop.Now, accepted));
    }

    private (ParameterSpace Space, int Wire) Locate(int index)
    {
        var (space, wire) = index < ParameterTable.PanelBase
            ? (_controller.Space, index)
            : (_panelDevice.Space, index - ParameterTable.PanelBase);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(wire, space.Count, nameof(index));
        return (space, wire);
    }
}
