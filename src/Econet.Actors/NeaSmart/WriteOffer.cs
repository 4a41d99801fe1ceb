using System.Globalization;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Actors.NeaSmart;

/// <summary>A user's write that lies in its register for the base to read, and how what the base does decides it.</summary>
/// <param name="meaning">The register's; null where it means nothing to us.</param>
internal sealed class WriteOffer(long id, ushort word, Moment since, Register? meaning)
{
    /// <summary>
    /// What the base held, or may hold, before it took the write: when it writes one of these it has only not come to the new one yet.
    /// </summary>
    private readonly HashSet<ushort> _former = [];

    private Moment _since = since;
    private Moment? _readAt;

    /// <summary>The base wrote a former word after it had read the new one.</summary>
    private bool _repeated;

    public long Id => id;

    public ushort Word => word;

    /// <summary>When the base first read it; null before.</summary>
    public Moment? TakenAt { get; private set; }

    /// <summary>
    /// It is from before a restart, or before the line was lost, and the base had not read it. The wall thermostat may have been moved since:
    /// it is not shown to the base before that has said that it holds what it did.
    /// </summary>
    public bool IsHeld { get; private set; }

    /// <summary>
    /// The base had read it before a restart, or before the line was lost. It is not shown to the base again: the wall thermostat may have
    /// been moved since.
    /// </summary>
    public bool IsOver { get; private set; }

    public bool IsShown => !IsHeld && !IsOver;

    /// <summary>A write from before a restart that the base had not read.</summary>
    public static WriteOffer Held(long id, ushort word, Moment now, Register? meaning) => new(id, word, now, meaning) { IsHeld = true };

    /// <summary>A write from before a restart that the base had read.</summary>
    public static WriteOffer Over(long id, ushort word, Moment now, Register? meaning) =>
        new(id, word, now, meaning) { IsOver = true, TakenAt = now };

    /// <summary>The base held this, as far as is known.</summary>
    public void Follow(ushort former) => _former.Add(former);

    /// <summary>This one takes the place of an earlier one, which the base may have read.</summary>
    public void Follow(WriteOffer earlier)
    {
        // What overrides a write that is held back says nothing of one made since.
        _former.UnionWith(earlier.IsHeld ? [] : earlier._former);
        if (earlier.TakenAt is not null)
        {
            _former.Add(earlier.Word);
        }

        _former.RemoveWhere(Means);
    }

    /// <summary>The base was cut off: it has to say what it holds before it is shown this, and is not shown what it has read again.</summary>
    /// <param name="known">What it held last, as far as is known.</param>
    public void Lose(ushort? known)
    {
        IsOver = TakenAt is not null;
        IsHeld = !IsOver;
        _readAt = null;
        if (_former.Count == 0 && known is { } former)
        {
            // Else the first word would count as former, also of a thermostat that was moved.
            _former.Add(former);
        }
    }

    /// <summary>The base reads the register, and is shown this.</summary>
    /// <returns>Whether it is the first time.</returns>
    public bool Take(Moment now)
    {
        var isFirst = TakenAt is null;
        TakenAt ??= now;
        _readAt = now;
        return isFirst;
    }

    /// <summary>The base reads the register, and is shown what it has said itself.</summary>
    public void Pass(Moment now) => _readAt = now;

    /// <summary>The base writes the register: how that ends the write; null when it goes on.</summary>
    public WriteEnd? Confront(ushort other, Moment now, TimeSpan echoTimeout, TimeProvider time)
    {
        if (Means(other))
        {
            return new WriteEnd(WriteStatus.Verified);
        }

        // The first word from a base of which nothing is known tells what it held before the write.
        var isFormer = !IsOver && (_former.Count == 0 || _former.Any(former => IsSame(former, other)));
        if (!isFormer || (TakenAt is { } taken && time.Since(taken) > echoTimeout))
        {
            return new WriteEnd(WriteStatus.Overridden, TakenAt is null
                ? "The base has written another value in the meantime, as it does when somebody uses a wall thermostat"
                : "The base has written another value after reading this one");
        }

        _former.Add(other);
        _repeated |= TakenAt is not null;
        if (IsHeld)
        {
            (IsHeld, _since) = (false, now);
        }

        return null;
    }

    /// <summary>Whether its time is over, and how it ends then; null when it goes on.</summary>
    public WriteEnd? Tick(NeaSmartOptions options, TimeProvider time)
    {
        var patience = options.WriteTimeout;
        if (TakenAt is not { } taken)
        {
            return time.Since(_since) <= patience ? null : new WriteEnd(WriteStatus.Expired, IsHeld
                ? $"The base has not reported its value within {Seconds(patience)} s, and somebody may have used its thermostat in the "
                + "meantime; the value was not offered to the base and is withdrawn"
                : $"The base has not read it within {Seconds(patience)} s; it is withdrawn");
        }

        if (time.Since(taken) <= options.EchoTimeout)
        {
            return null;
        }

        if (_repeated)
        {
            // It may only have crossed with the reading: that it goes on reading says nothing then, its next word does.
            return time.Since(taken) <= patience
                ? null
                : new WriteEnd(WriteStatus.Overridden, "The base has read the value but keeps its own");
        }

        if (_readAt is { } read && read.Ticks > taken.Ticks)
        {
            // A base that is told a setting holds it; this one sends it back only when somebody else moves it.
            return new WriteEnd(WriteStatus.Verified, "The base keeps reading the value and has written no other", HeldSince: read);
        }

        // What it was told it may hold: to be told its former word then would be another wish to it.
        return time.Since(taken) <= patience
            ? null
            : new WriteEnd(WriteStatus.Expired, "The base has read the value but has not confirmed it", HeldSince: taken);
    }

    /// <summary>Since when the base may hold the word; null when it has not read it, or has said better since.</summary>
    public Moment? MayBeHeldSince => IsOver || _repeated ? null : TakenAt;

    private bool Means(ushort other) => IsSame(word, other);

    /// <summary>Whether two words mean the same: DPT 9.001 has several for some numbers.</summary>
    private bool IsSame(ushort one, ushort other) => one == other || (meaning?.Decode(one) is { } number && number == meaning.Decode(other));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>How a user's write ends.</summary>
/// <param name="Reason">For people, where there is more to say than the status does.</param>
/// <param name="HeldSince">Since when the base holds the written word, or may hold it; null where its own word says what it holds.</param>
internal readonly record struct WriteEnd(WriteStatus Status, string? Reason = null, Moment? HeldSince = null);

/// <summary>A write came this far, or ended.</summary>
/// <param name="Held">What the base holds now; none where it did not say.</param>
/// <param name="Reason">For people, where there is more to say than the status does.</param>
internal readonly record struct WriteStep(long Id, WriteStatus Status, Value Held, Moment At, string? Reason = null);
