using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>A zone: its room, and what its wall thermostat is set to.</summary>
internal sealed class SimulatedZone
{
    private const int Standby = 3;

    public SimulatedZone(Zone map, NeaSmartSimulationOptions options, Random random)
    {
        Map = map;
        var setpoint = 20 + (0.5 * random.Next(6));
        State = new OwnSetting(map.State, 1, options);
        Setpoint = new OwnSetting(map.Setpoint, Dpt9.Encode(setpoint), options) { Applies = () => (int)State.Value != Standby };
        Room = new RoomModel(setpoint - 1 + random.NextDouble(), 40 + (10 * random.NextDouble()));
        var isLast = map.Number == options.ZonesPerBase;
        TellsHumidity = !(isLast && map.Base == options.Bases[0]);
        MeasuresHumidity = TellsHumidity && !(isLast && map.Base == options.Bases[^1]);
    }

    public Zone Map { get; }

    public OwnSetting Setpoint { get; }

    public OwnSetting State { get; }

    public RoomModel Room { get; }

    /// <summary>The base writes the humidity, be it a 0 for a sensor that there is not.</summary>
    public bool TellsHumidity { get; }

    public bool MeasuresHumidity { get; }
}
