using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>
/// What the panel writes each cycle. It keeps the presets of circuit 2 and of its thermostat the same, whichever was changed, and tells
/// the controller by turns those presets and which devices it sees.
/// </summary>
internal sealed class PresetExchange(ParameterSpace controller, ParameterSpace thermostat, bool hasThermostat)
{
    private const ushort ControllersDetected = 403;
    private const ushort Circuit2WorkState = 286;

    /// <summary>Controllers, panels, ESTERs and ecoSTERs seen, from <see cref="ControllersDetected"/> on.</summary>
    private static readonly int[] Detected = [1, 1, 0, 2];

    /// <summary>The controller's parameter and the thermostat's for the same preset.</summary>
    private static readonly (int Controller, int Thermostat)[] Presets =
    [
        (288, EcoSter.DayPreset), (289, EcoSter.NightPreset), (290, EcoSter.Hysteresis),
    ];

    private readonly Value[] _agreed = [.. Presets.Select(preset => controller[preset.Controller])];
    private bool _isPresetTurn;

    public int ControllerCount => controller.Count;

    public int ThermostatCount => thermostat.Count;

    /// <summary>The writes of this cycle.</summary>
    public IEnumerable<Frame> Next()
    {
        _isPresetTurn = hasThermostat && !_isPresetTurn;
        var writes = hasThermostat ? ForThermostat() : [];
        if (_isPresetTurn)
        {
            writes.Add(ToController(Circuit2WorkState, controller[Circuit2WorkState]));
            writes.AddRange(Presets.Select((preset, i) => ToController(preset.Controller, _agreed[i])));
        }
        else
        {
            writes.AddRange(Detected.Select(
                (seen, i) => ToController(ControllersDetected + i, Value.Of(ParameterType.UInt32, seen))));
        }

        return writes.OfType<Frame>();
    }

    private List<Frame?> ForThermostat()
    {
        var writes = new List<Frame?>();
        for (var i = 0; i < Presets.Length; i++)
        {
            var (mine, theirs) = (controller[Presets[i].Controller], thermostat[Presets[i].Thermostat]);
            if (mine != _agreed[i])
            {
                var data = Modify.Write((ushort)Presets[i].Thermostat, mine);
                writes.Add(new Frame(SimulatedDevices.ThermostatAddress, BusAddress.Panel, Command.ModifyParam, data));
                _agreed[i] = mine;
            }
            else
            {
                _agreed[i] = theirs;
            }
        }

        return writes;
    }

    /// <summary>Null when the controller has no such parameter.</summary>
    private Frame? ToController(int place, Value value) => controller.WireIndex(place) is { } index
        ? new(BusAddress.Controller, BusAddress.Panel, Command.ModifyParam, Modify.Write((ushort)index, value))
        : null;
}
