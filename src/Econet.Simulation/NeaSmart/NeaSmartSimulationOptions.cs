namespace Econet.Simulation.NeaSmart;

/// <summary>
/// What a simulated NEA SMART system is like. The defaults are what owners report of theirs, in winter: one base speaks for all, says what it
/// measures to every unit, and asks two units of the gateway for settings.
/// </summary>
public sealed record NeaSmartSimulationOptions
{
    /// <summary>What all chance comes from: the same seed and the same inputs give the same run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The numbers of the bases, 1 … 5 each: the first speaks for all, and the others may be numbered with gaps.</summary>
    public IReadOnlyList<int> Bases { get; init; } = [1, 2, 5];

    /// <summary>
    /// How many zones each base has, 1 … 12. The channel behind them is written with zeros, further ones are never written. The last zone of
    /// the first base has no humidity sensor and leaves the register untouched; that of the last base, where there are several, writes 0.
    /// </summary>
    public int ZonesPerBase { get; init; } = 4;

    /// <summary>The units of the gateway that the base asks for settings, 1 … 247.</summary>
    public IReadOnlyList<byte> Units { get; init; } = [240, 241];

    /// <summary>True: the base writes to all units at once, which nobody answers. False: to the first of its units.</summary>
    public bool Broadcasts { get; init; } = true;

    /// <summary>Frames between the bases come as well, to unit 16, on a serial line only: too short, or of functions of their own.</summary>
    public bool Neighbours { get; init; } = true;

    public int MixedGroups { get; init; } = 1;

    public int Dehumidifiers { get; init; } = 1;

    public int Pumps { get; init; } = 2;

    /// <summary>From the start of one round of writing and reading to the next.</summary>
    public TimeSpan CycleInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the base waits for an answer before it asks again.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the base sends a request before it goes on to the next.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>True: on a serial line every byte takes its time (260 µs at 38,400 baud, 8N1). False: bytes take no time at all.</summary>
    public bool Paced { get; init; }

    /// <summary>Cycles after which the base writes a value that it took from the gateway as its own.</summary>
    public int EchoAfterCycles { get; init; } = 3;

    /// <summary>From a write to all units to the next request, on a line that is paced.</summary>
    public TimeSpan Turnaround { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Cycles after which the base writes its own settings again, changed or not.</summary>
    public int RefreshCycles { get; init; } = 24;

    /// <summary>
    /// True: a change made at a wall thermostat is written until the gateway has it. False: it is written once, and a gateway that was
    /// not there has to ask for it, by a register that is 0.
    /// </summary>
    public bool RepeatsChanges { get; init; } = true;

    /// <summary>Zones are written and read in one request of function 23.</summary>
    public bool ReadWriteTogether { get; init; }

    /// <summary>How often an hour, on average, somebody turns a zone's wall thermostat.</summary>
    public double ThermostatTurnsPerHour { get; init; }

    /// <summary>Mean of the outside temperature over a day, °C.</summary>
    public double MeanOutsideTemperature { get; init; } = 3;

    public NeaSmartFaults Faults { get; init; } = new();
}

/// <summary>What goes wrong, each the share of requests (0 … 1) it happens to.</summary>
public sealed record NeaSmartFaults
{
    /// <summary>A request to a unit that is not there comes first, as on a line shared with other devices.</summary>
    public double WrongUnit { get; init; }

    /// <summary>A bit of the request is turned over, on a serial line only.</summary>
    public double BadCrc { get; init; }

    /// <summary>The request pauses in its middle, for <see cref="Pause"/>.</summary>
    public double PauseInside { get; init; }

    /// <summary>Bytes that are no frame come first, on a serial line only.</summary>
    public double Noise { get; init; }

    /// <summary>The master stops in the middle of a request, and is away for <see cref="Absence"/>; a connection of its own is left open.</summary>
    public double Vanish { get; init; }

    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(40);

    public TimeSpan Absence { get; init; } = TimeSpan.FromSeconds(20);
}
