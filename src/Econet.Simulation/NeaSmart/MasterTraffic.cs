namespace Econet.Simulation.NeaSmart;

/// <summary>What a base has sent and heard, counted since its start.</summary>
public sealed record MasterTraffic
{
    /// <summary>Requests that were sent whole and undamaged, repetitions among them.</summary>
    public int Requests { get; init; }

    /// <summary>Whole and undamaged requests that nobody answers: to all units, and between bases.</summary>
    public int Unanswerable { get; init; }

    /// <summary>Answers that fit their request.</summary>
    public int Answers { get; init; }

    /// <summary>Of those, the ones that refuse.</summary>
    public int Exceptions { get; init; }

    /// <summary>Whole and undamaged requests that were not answered in time.</summary>
    public int Timeouts { get; init; }

    /// <summary>Bytes or frames that nobody had asked for, such as answers to requests that were damaged or for other units.</summary>
    public int Unexpected { get; init; }

    /// <summary>Requests that were damaged, cut off, sent to others or preceded by noise on purpose.</summary>
    public int Faults { get; init; }

    /// <summary>Requests paused in their middle on purpose; they count as whole.</summary>
    public int Pauses { get; init; }

    /// <summary>Rounds of writing and reading that are over.</summary>
    public int Cycles { get; init; }

    /// <summary>Settings taken from the gateway.</summary>
    public int WishesTaken { get; init; }
}
