using Econet.Gm3;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>What is known of single parameters of the controller (ecoMAX 360i) beyond their structure.</summary>
internal static class WellKnown
{
    /// <summary>Bits 1 summer, 2 winter, 4 automatic.</summary>
    private const string WorkState = "workState2";

    private const int Seasons = 1 | 2;

    private const int Automatic = 4;

    /// <summary>
    /// What people look at, by wire index: measured from the start, whatever the rest does. On a controller that numbers differently a few
    /// other values are merely read more often than they need to be.
    /// </summary>
    private static readonly (int First, int Last)[] Measured =
    [
        (42, 42), // circuit 1 temperature
        (61, 75), // DHW, buffer, circuits, outdoor
        (81, 83), // outputs, inputs, valve
        (92, 97), // circuit 2 … 7 temperatures
        (134, 134), // DHW setpoint calculated
        (162, 162), // work state
        (479, 479), // heat source setpoint
        (495, 495), // heating or cooling
        (612, 612), // flow rate
        (1047, 1053), // powers and COP
        (1134, 1143), // heat pump temperatures
        (1208, 1209), // pressure, pump speed
        (1350, 1373), // heat pump at work, pumps, compressor, fan
    ];

    /// <summary>
    /// Whether a device that was written <paramref name="wanted"/> and holds <paramref name="held"/> has done as it was told. In automatic mode the
    /// controller decides between summer and winter itself, whichever was written with it.
    /// </summary>
    public static bool IsDone(ParameterStructure structure, Value wanted, Value held) =>
        held == wanted
        || (structure.Name == WorkState && structure.Type.IsInteger()
            && (wanted.ToInteger() & Automatic) != 0 && (wanted.ToInteger() & ~Seasons) == (held.ToInteger() & ~Seasons));

    public static bool IsMeasured(ParameterStructure structure) =>
        Array.Exists(Measured, range => structure.WireIndex >= range.First && structure.WireIndex <= range.Last);
}
