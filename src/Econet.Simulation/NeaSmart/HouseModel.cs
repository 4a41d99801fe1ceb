using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>The zones of all bases, the weather, and what a base knows of the plant.</summary>
internal sealed class HouseModel
{
    private const double AwaySetback = 3;
    private const double FilterHours = 24;
    private const double HumidityLimit = 60;

    private readonly NeaSmartSimulationOptions _options;
    private readonly Random _random;
    private readonly List<SimulatedZone> _zones = [];
    private double _weather;

    public HouseModel(NeaSmartSimulationOptions options, Random random)
    {
        (_options, _random) = (options, random);
        Mode = new OwnSetting(RegisterMap.OperationMode, 1, options);
        State = new OwnSetting(RegisterMap.OperationState, 1, options);
        foreach (var b in options.Bases)
        {
            for (var z = 1; z <= options.ZonesPerBase; z++)
                _zones.Add(new SimulatedZone(RegisterMap.Zone(b, z), options, random));
        }

        FilteredOutside = options.MeanOutsideTemperature;
    }

    public OwnSetting Mode { get; }

    public OwnSetting State { get; }

    public IReadOnlyList<SimulatedZone> Zones => _zones;

    public IEnumerable<OwnSetting> Settings => _zones.SelectMany(zone => new[] { zone.State, zone.Setpoint }).Append(Mode).Append(State);

    public double Outside { get; private set; }

    public double FilteredOutside { get; private set; }

    /// <summary>Mean opening of the zones' valves, 0 … 1.</summary>
    public double Opening { get; private set; }

    public double Flow { get; private set; } = 24;

    public double Return { get; private set; } = 23;

    public bool PumpRuns => Opening > 0.03;

    public bool Dehumidifies { get; private set; }

    public bool HasHint => _zones.Exists(z => z.Room.Humidity > HumidityLimit);

    public void Advance(double seconds, DateTime now)
    {
        var hours = seconds / 3600;
        _weather = Math.Clamp(_weather + ((_random.NextDouble() - 0.5) * Math.Sqrt(hours)), -4, 4);
        // Coldest at 4 in the morning, warmest at 4 in the afternoon.
        Outside = _options.MeanOutsideTemperature + _weather - (5 * Math.Cos((now.TimeOfDay.TotalHours - 4) * Math.PI / 12));
        FilteredOutside += (Outside - FilteredOutside) * Math.Min(1, hours / FilterHours);

        var direction = Direction();
        Dehumidifies = direction < 0 && HasHint;
        foreach (var zone in _zones)
            zone.Room.Advance(seconds, Target(zone, now), direction, Outside, Dehumidifies);

        Opening = _zones.Average(z => z.Room.Valve);
        var wanted = direction switch
        {
            > 0 => Math.Clamp(24 + (0.6 * (20 - FilteredOutside)), 24, 42),
            < 0 => 18,
            _ => 22,
        };
        var share = Math.Min(1, seconds / 300);
        Flow += ((PumpRuns ? wanted : 22) - Flow) * share;
        Return += (Flow - (direction * (1 + (4 * Opening))) - Return) * share;
    }

    private int Direction() => (int)Mode.Value switch
    {
        2 or 4 => 1,
        3 or 5 => -1,
        _ => FilteredOutside < 16 ? 1 : FilteredOutside > 22 ? -1 : 0,
    };

    private double? Target(SimulatedZone zone, DateTime now)
    {
        var reduced = (int)State.Value is 2 or 3 or 6;
        return (int)zone.State.Value switch
        {
            0 => null,
            1 or 5 => zone.Setpoint.Value - (reduced ? AwaySetback : 0),
            4 when now.Hour is >= 6 and < 22 => zone.Setpoint.Value,
            _ => zone.Setpoint.Value - AwaySetback,
        };
    }
}
