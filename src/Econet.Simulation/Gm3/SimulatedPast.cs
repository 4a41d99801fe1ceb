using Econet.Actors.Messages;
using Econet.Gm3;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>
/// What the simulated house did before now: its heat pump in weather that grew warmer and colder, as a device tells of it. The same time gives the same past.
/// </summary>
public static class SimulatedPast
{
    private const int Seed = 1;

    /// <summary>How far the mean temperature of a day is from the usual one, in K, and how long warm and cold weather last, in days.</summary>
    private const double Swing = 6, LongSpell = 17, ShortSpell = 5.3;

    /// <summary>A snapshot, and then what changes.</summary>
    /// <param name="device">The id of the device.</param>
    /// <param name="step">The simulation advances by so much; shorter ones take longer.</param>
    public static IEnumerable<(DateTimeOffset At, DeviceEvent Event)> Of(string device, DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        var options = new Gm3SimulationOptions { Seed = Seed };
        var parameters = ParameterTable.Load().Where(parameter => parameter.Key < ParameterTable.PanelBase).Select(parameter => parameter.Value).ToArray();
        var space = new ParameterSpace(parameters, withRange: true, options.ControllerAnswerLimit);
        var model = new HeatPumpModel(space, options, new Random(Seed));
        var keys = Keys(parameters.Select(parameter => parameter.Structure).ToArray());
        var told = new Value[parameters.Length];
        var sequence = 0L;
        for (var at = from; at < to; at += step)
        {
            // As usual in the end: the present goes on from there.
            var days = (to - at).TotalDays;
            model.MeanOutdoorTemperature = options.MeanOutdoorTemperature + (Swing * Math.Min(1, days)
                * ((0.7 * Math.Sin(days / LongSpell * 2 * Math.PI)) + (0.3 * Math.Sin(days / ShortSpell * 2 * Math.PI))));
            model.Advance(step.TotalSeconds, at.UtcDateTime);
            if (at == from)
            {
                yield return (at, new SnapshotTaken(device, new DeviceSnapshot(
                    device, 0, at, Alive: true, at, [.. keys.Select((key, place) => Parameter(parameters[place].Structure, key, space[place], at))])));
            }

            for (var place = 0; place < told.Length; place++)
            {
                if (space[place] is var value && value != told[place])
                {
                    if (at != from)
                    {
                        yield return (at, new ParameterChanged(device, keys[place], place, value, told[place], Quality.Good, at, at) { Sequence = ++sequence });
                    }

                    told[place] = value;
                }
            }
        }
    }

    private static ParameterValue Parameter(ParameterStructure structure, string key, Value value, DateTimeOffset at) => new(
        new ParameterDefinition(structure.WireIndex, structure.Name, Unit.Of(structure.Unit), structure.Type, structure.Writable),
        key, value, Quality.Good, null, null, at, at);

    /// <summary>As the device's parameters are called: by name where only one has it.</summary>
    private static string[] Keys(ParameterStructure[] structures)
    {
        var shared = structures.CountBy(structure => structure.Name).Where(name => name.Value > 1 || name.Key.Length == 0).Select(name => name.Key).ToHashSet();
        return [.. structures.Select(structure => shared.Contains(structure.Name) ? $"{structure.Name}@{structure.WireIndex}" : structure.Name)];
    }
}
