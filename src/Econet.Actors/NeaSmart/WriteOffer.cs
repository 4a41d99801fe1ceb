using Econet.Actors.Parameters;
using Econet.Values;

namespace Econet.Actors.NeaSmart;

/// <summary>A user's write that lies in its register for the base to read.</summary>
internal sealed class WriteOffer(long id, ushort word, Moment since)
{
    public long Id { get; } = id;

    public ushort Word { get; } = word;

    /// <summary>Since when it lies there, and is not held back.</summary>
    public Moment Since { get; set; } = since;

    /// <summary>When the base first read it; null before.</summary>
    public Moment? TakenAt { get; set; }

    /// <summary>When the base last read it.</summary>
    public Moment? ReadAt { get; set; }

    /// <summary>
    /// It is from before a restart, or before the line was lost, and the base had not read it. The wall thermostat may have been moved since:
    /// it is not shown to the base before that has said that it holds what it did.
    /// </summary>
    public bool IsHeld { get; set; }

    /// <summary>
    /// The base had read it before a restart, or before the line was lost. It is not shown to the base again: the wall thermostat may have
    /// been moved since.
    /// </summary>
    public bool IsOver { get; set; }

    /// <summary>
    /// What the base held, or may hold, before it took the write: when it writes one of these it has only not come to the new one yet.
    /// </summary>
    public HashSet<ushort> Former { get; } = [];

    /// <summary>The base wrote a former word after it had read the new one.</summary>
    public bool Repeated { get; set; }
}

/// <summary>A write came this far, or ended.</summary>
/// <param name="Held">What the base holds now; none where it did not say.</param>
/// <param name="Reason">For people, where there is more to say than the status does.</param>
internal readonly record struct WriteStep(long Id, WriteStatus Status, Value Held, Moment At, string? Reason = null);
