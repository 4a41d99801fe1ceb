using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>A zone: its room, and what its wall thermostat is set to.</summary>
internal sealed class SimulatedZone
{
    private const byte FirstUnit = 240;

    public SimulatedZone(Zone map, NeaSmartSimulationOptions options, Random random)
    {
        Map = map;
        var setpoint = 20 + (0.5 * random.Next(6));
        Setpoint = new OwnSetting(map.Setpoint, UnitOf(map.Base), Dpt9.Encode(setpoint), options);
        State = new OwnSetting(map.State, UnitOf(map.Base), 1, options);
        Room = new RoomModel(setpoint - 1 + random.NextDouble(), 40 + (10 * random.NextDouble()));
    }

    public Zone Map { get; }

    public OwnSetting Setpoint { get; }

    public OwnSetting State { get; }

    public RoomModel Room { get; }

    /// <summary>The unit that a base speaks to.</summary>
    public static byte UnitOf(int baseNumber) => (byte)(FirstUnit + baseNumber - 1);
}
