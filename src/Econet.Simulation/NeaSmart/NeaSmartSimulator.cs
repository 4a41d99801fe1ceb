using Econet.Actors.Ports;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>
/// A NEA SMART system in the process: bases of which one is the Modbus master, rooms that follow their setpoints, weather and plant.
/// Everything runs on the given <see cref="TimeProvider"/> and on one seed, so with a time provider moved by hand a run is exactly
/// reproducible. It speaks RTU to whoever opens <see cref="Port"/>, or over a connection of its own. Safe for use from any thread.
/// </summary>
public sealed class NeaSmartSimulator : IAsyncDisposable
{
    private static readonly TimeSpan ModelInterval = TimeSpan.FromSeconds(10);

    private readonly EventLoop _loop;
    private readonly NeaSmartSimulationOptions _options;
    private readonly Random _random;
    private readonly HouseModel _house;
    private readonly SimulatedMaster _master;
    private readonly MasterPort _port;
    private readonly BaseProgram _program;
    private readonly DateTime _startTime;
    private readonly Dictionary<Register, ushort> _forced = [];
    private readonly Dictionary<Register, Func<double>> _measures;
    private readonly List<TakenWish> _taken = [];
    private MasterConnection? _connection;

    public NeaSmartSimulator(NeaSmartSimulationOptions options, TimeProvider time)
    {
        if (options.Bases.Count == 0 || options.Units.Count == 0)
            throw new ArgumentException("A system has a base, and that asks a unit.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ZonesPerBase, 1, nameof(options));
        _options = options;
        _startTime = DateTime.SpecifyKind(time.GetLocalNow().DateTime, DateTimeKind.Unspecified);
        _random = new Random(options.Seed);
        _loop = new EventLoop(time);
        _house = new HouseModel(options, _random);
        _measures = Measures(_house, options);
        _master = new SimulatedMaster(_loop, options, new Random(_random.Next()));
        _port = new MasterPort(_loop) { Heard = _master.Hear };
        _master.Use(_port);
        _program = new BaseProgram(_house, options, WordOf)
        {
            Taken = setting => _taken.Add(new TakenWish(setting.Register, setting.Value, _loop.Now)),
        };
        _house.Advance(1, LocalTime);
    }

    /// <summary>The base's serial line, RTU, for a gateway in this process, a pseudo-terminal or a TCP server.</summary>
    public IBusPort Port => _port;

    public MasterTraffic Traffic => _loop.Locked(() => _master.Traffic);

    /// <summary>Users' wishes that were taken from the gateway, in order.</summary>
    public IReadOnlyList<TakenWish> WishesTaken => _loop.Locked(() => _taken.ToArray());

    /// <summary>
    /// The base has read back every setting that it has written, so it takes the next other word that it reads for a user's wish. Before
    /// that, its own word takes precedence.
    /// </summary>
    public bool IsHeard => _loop.Locked(() => !_house.Settings.Any(setting => setting.IsChanged));

    /// <summary>The system's local time.</summary>
    public DateTime LocalTime => _startTime + _loop.Locked(() => _loop.Now);

    /// <summary>Begins the first round. Call it once.</summary>
    public void Start() => _loop.Post(() =>
    {
        Cycle();
        _loop.After(ModelInterval, Tick);
    });

    /// <summary>Speaks Modbus TCP, over a connection of its own, to a gateway such as <c>tcp://host:502</c>; reopened when lost.</summary>
    public void ConnectTcp(IBusPort gateway) => Connect(gateway, isTcp: true);

    /// <summary>Speaks RTU to a gateway at the other end of a serial line or of a raw TCP stream.</summary>
    public void ConnectRtu(IBusPort gateway) => Connect(gateway, isTcp: false);

    /// <summary>What a register stands for in the system itself, now; null for an invalid temperature.</summary>
    /// <exception cref="ArgumentException">This system does not have the register.</exception>
    public double? Truth(Register register) => register.Decode(_loop.Locked(() => WordOf(register)));

    /// <summary>A zone of the system itself, now.</summary>
    public ZoneTruth Truth(int baseNumber, int zone) => _loop.Locked(() =>
    {
        var found = Find(baseNumber, zone);
        return new ZoneTruth(
            (int)found.State.Value, found.Setpoint.Value, found.Map.Temperature.Decode(WordOf(found.Map.Temperature)),
            (int)WordOf(found.Map.RelativeHumidity), found.Room.Valve);
    });

    /// <summary>Somebody sets a zone's wall thermostat.</summary>
    /// <param name="setpoint">°C; rounded to what DPT 9.001 holds.</param>
    public void WallThermostat(int baseNumber, int zone, double setpoint) =>
        _loop.Post(() => Find(baseNumber, zone).Setpoint.Change(Dpt9.Encode(setpoint)));

    /// <summary>Somebody changes mode, state, or a zone's state or setpoint at the system itself.</summary>
    /// <exception cref="ArgumentException">The register is not a setting, or can't hold the value.</exception>
    public void Set(Register register, double value)
    {
        var setting = FindSetting(register) ?? throw new ArgumentException($"{register.Key} is no setting.", nameof(register));
        if (!register.TryEncode(value, out var word))
            throw new ArgumentException($"{register.Key} can't be {value}.", nameof(value));
        _loop.Post(() => setting.Change(word));
    }

    /// <summary>Makes the system measure a value, whatever the model says, until <see cref="Release"/>; null: an invalid temperature.</summary>
    public void Force(Register register, double? value)
    {
        var word = value is { } number ? Word(register, number) : Dpt9.Invalid;
        _loop.Post(() => _forced[register] = word);
    }

    /// <summary>Lets the model move a forced value again.</summary>
    public void Release(Register register) => _loop.Post(() => _forced.Remove(register));

    /// <summary>The master falls silent, in the middle of whatever it does.</summary>
    public void Disappear() => _loop.Post(() => _master.IsPresent = false);

    public void Return() => _loop.Post(() => _master.IsPresent = true);

    /// <summary>Pulls the serial line's cable: open lines are gone, and opening fails.</summary>
    public void Unplug() => _port.Unplug();

    /// <summary>Lets the serial line be opened again.</summary>
    public void Replug() => _port.Replug();

    /// <summary>Stops the system; open lines fall silent, its own connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Connect(IBusPort gateway, bool isTcp)
    {
        var connection = new MasterConnection(_loop, gateway, isTcp) { Heard = _master.Hear };
        _connection = connection;
        _loop.Post(() =>
        {
            _master.Use(connection);
            connection.Open();
        });
    }

    private void Cycle()
    {
        var start = _loop.Now;
        Step(_program.Round().GetEnumerator(), start);
    }

    private void Step(IEnumerator<Exchange> round, TimeSpan start)
    {
        if (round.MoveNext())
        {
            _master.Ask(round.Current, () => Step(round, start));
            return;
        }

        round.Dispose();
        _master.Traffic = _master.Traffic with { Cycles = _master.Traffic.Cycles + 1, WishesTaken = _taken.Count };
        var due = start + _options.CycleInterval - _loop.Now;
        _loop.After(due > TimeSpan.Zero ? due : TimeSpan.Zero, Cycle);
    }

    private void Tick()
    {
        _loop.After(ModelInterval, Tick);
        foreach (var zone in _house.Zones)
        {
            if (_random.NextDouble() < _options.ThermostatTurnsPerHour * ModelInterval.TotalHours)
                zone.Setpoint.Change(Dpt9.Encode(Math.Clamp(zone.Setpoint.Value + (0.5 * (_random.Next(9) - 4)), 17, 26)));
            if (_random.NextDouble() < 0.3 * ModelInterval.TotalHours)
                zone.Room.Disturb((_random.NextDouble() - 0.6) * 0.8, (_random.NextDouble() - 0.3) * 15);
        }

        _house.Advance(ModelInterval.TotalSeconds, LocalTime);
    }

    private SimulatedZone Find(int baseNumber, int zone) =>
        _house.Zones.FirstOrDefault(z => z.Map.Base == baseNumber && z.Map.Number == zone)
        ?? throw new ArgumentOutOfRangeException(nameof(zone), $"This system has no zone {zone} of base {baseNumber}.");

    private OwnSetting? FindSetting(Register register) =>
        _house.Settings.FirstOrDefault(setting => setting.Register == register);

    private ushort WordOf(Register register) =>
        _forced.TryGetValue(register, out var forced) ? forced
        : FindSetting(register) is { } setting ? setting.Told
        : _measures.TryGetValue(register, out var measure) ? Word(register, measure())
        : throw new ArgumentException($"This system has no {register.Key}.", nameof(register));

    private static ushort Word(Register register, double value) => register.Kind == RegisterKind.Temperature
        ? Dpt9.Encode(Math.Round(value, 1))
        : (ushort)Math.Round(value);

    private static Dictionary<Register, Func<double>> Measures(HouseModel house, NeaSmartSimulationOptions options)
    {
        var measures = new Dictionary<Register, Func<double>>
        {
            [RegisterMap.ErrorPresent] = () => 0,
            [RegisterMap.WarningsPresent] = () => 0,
            [RegisterMap.HintsPresent] = () => house.HasHint ? 1 : 0,
            [RegisterMap.OutsideTemperature] = () => house.Outside,
            [RegisterMap.FilteredOutsideTemperature] = () => house.FilteredOutside,
        };
        foreach (var group in RegisterMap.MixedGroups.Take(options.MixedGroups))
        {
            measures[group.ValveOpening] = () => 100 * house.Opening;
            measures[group.PumpState] = () => house.PumpRuns ? 1 : 0;
            measures[group.FlowTemperature] = () => house.Flow;
            measures[group.ReturnTemperature] = () => house.Return;
        }

        foreach (var dehumidifier in RegisterMap.Dehumidifiers.Take(options.Dehumidifiers))
            measures[dehumidifier] = () => house.Dehumidifies ? 1 : 0;
        foreach (var pump in RegisterMap.Pumps.Take(options.Pumps))
            measures[pump] = () => house.PumpRuns ? 1 : 0;
        foreach (var zone in house.Zones)
        {
            measures[zone.Map.Temperature] = () => zone.Room.Temperature;
            measures[zone.Map.RelativeHumidity] = () => zone.MeasuresHumidity ? zone.Room.Humidity : 0;
        }

        return measures;
    }
}

/// <summary>A zone as it is in the simulated system.</summary>
/// <param name="State">1 presence … 6 holiday, 0 off.</param>
/// <param name="Setpoint">°C.</param>
/// <param name="Temperature">°C; null while forced to be invalid.</param>
/// <param name="RelativeHumidity">Percent.</param>
/// <param name="Valve">Opening, 0 … 1.</param>
public sealed record ZoneTruth(int State, double Setpoint, double? Temperature, int RelativeHumidity, double Valve);

/// <summary>A setting that the base took from the gateway.</summary>
/// <param name="At">Since the simulation began.</param>
public sealed record TakenWish(Register Register, double Value, TimeSpan At);
