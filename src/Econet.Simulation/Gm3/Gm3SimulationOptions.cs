using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Gm3;

/// <summary>What a simulated GM3 bus is like. The defaults are a real one with a polling module and a room thermostat.</summary>
public sealed record Gm3SimulationOptions
{
    /// <summary>What all chance comes from: the same seed and the same inputs give the same bus.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// True: every byte takes its time on the wire (86.8 µs at 115,200 baud) and devices take theirs to answer. False: bytes and answers
    /// take no time at all; cycles and time-outs stay as they are.
    /// </summary>
    public bool Paced { get; init; } = true;

    /// <summary>Bits a second on the wire; a byte is ten bits.</summary>
    public int Baud { get; init; } = 115_200;

    /// <summary>From the start of one cycle of the panel to the next; a cycle that takes longer is followed at once.</summary>
    public TimeSpan CycleInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a module reads all values of the controller once a cycle, with the answers broadcast.</summary>
    public bool PollingModule { get; init; } = true;

    /// <summary>Whether a room thermostat sits at address 165.</summary>
    public bool Thermostat { get; init; } = true;

    /// <summary>Most bytes of data in an answer of the controller.</summary>
    public int ControllerAnswerLimit { get; init; } = 880;

    /// <summary>Most bytes of data in an answer of the panel.</summary>
    public int PanelAnswerLimit { get; init; } = 170;

    /// <summary>
    /// How many parameters controller and panel have at most, each the first ones of its own; null: all, as a real system. Time passes faster in a house that has
    /// few.
    /// </summary>
    public int? MostParameters { get; init; }

    /// <summary>Whether the panel says who it is (GET_SETTINGS). Nobody has seen a real one do so.</summary>
    public bool PanelAnswersSettings { get; init; }

    /// <summary>
    /// Whether controller and panel tell their structures in the other's form as well; else that is refused. Nobody knows what real ones do.
    /// </summary>
    public bool BothStructureForms { get; init; }

    /// <summary>From the end of a request to the beginning of the controller's answer.</summary>
    public TimeSpan ControllerLatency { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>From the end of a request to the beginning of the panel's answer.</summary>
    public TimeSpan PanelLatency { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>From the end of a frame to the beginning of the panel's next one, and the polling module's.</summary>
    public TimeSpan FrameGap { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long the panel waits for an answer to IDENTIFY, or for one of the thermostat.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many free addresses the panel probes in a cycle, each twice.</summary>
    public int ProbesPerCycle { get; init; } = 2;

    /// <summary>How the panel keeps its list of peripherals.</summary>
    public PanelManners Panel { get; init; } = new();

    /// <summary>Peripherals that registered with this panel in an earlier run.</summary>
    public IReadOnlyList<ushort> RememberedPeripherals { get; init; } = [];

    /// <summary>How long the panel waits for a granted token; null: for ever, as real panels seem to do.</summary>
    public TimeSpan? MaxTokenHold { get; init; }

    /// <summary>
    /// With a token granted and the bus silent for that long, the panel takes the token back; null: never, as real panels seem to do.
    /// </summary>
    public TimeSpan? TokenSilence { get; init; }

    /// <summary>How often the heat pump's values move on.</summary>
    public TimeSpan ModelInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The mean outdoor temperature in °C, around which the day's curve swings by 4.</summary>
    public double MeanOutdoorTemperature { get; init; } = 4;

    /// <summary>What the port is behind; null: each line opened is a participant of its own.</summary>
    public AdapterOptions? Adapter { get; init; }

    /// <summary>What goes wrong from the beginning; see also <see cref="Gm3Simulator.Inject"/>.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    internal TimeSpan WireTime(int bytes) => Paced ? TimeSpan.FromSeconds(bytes * 10.0 / Baud) : TimeSpan.Zero;

    internal TimeSpan Latency(TimeSpan whenPaced) => Paced ? whenPaced : TimeSpan.Zero;
}
