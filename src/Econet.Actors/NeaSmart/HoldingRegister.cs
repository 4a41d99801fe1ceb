using System.Globalization;
using Econet.Actors.Parameters;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// One register: what was last written to it, and the user's write that waits in it. The base reads a setting as the user's wish, so
/// what it reads decides whether its wall thermostats keep their say.
/// </summary>
internal sealed class HoldingRegister(ushort address, NeaSmartOptions options, TimeProvider time)
{
    /// <summary>What it held before the start, as far as that was kept.</summary>
    private ushort? _kept;

    private Moment? _lostAt;

    /// <summary>Null where the register means nothing to us.</summary>
    public Register? Meaning { get; } = RegisterMap.TryGet(address, out var register) ? register : null;

    public ushort Address => address;

    /// <summary>What was last written; null when nobody ever did. A write that the base has not confirmed does not count.</summary>
    public ushort? Word { get; private set; }

    public RegisterWriter Writer { get; private set; }

    /// <summary>When another word than the one before was written.</summary>
    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>When the base last wrote the word, or read it and was told it where it is a setting; null before, since the start.</summary>
    public Moment? TouchedAt { get; private set; }

    /// <summary>The unit that last wrote it since the start, and so its base's; null when none did, or all were addressed at once.</summary>
    public byte? Unit { get; private set; }

    public WriteOffer? Offer { get; private set; }

    /// <summary>The word is the base's as far as can be known: it touched it since the start, and was not away since.</summary>
    public bool IsInSync =>
        TouchedAt is { } touched && time.Since(touched) <= options.StaleAfter && !(touched.Ticks <= _lostAt?.Ticks);

    /// <summary>A user may write it.</summary>
    public bool IsSetting => Meaning is { Writable: true };

    /// <summary>What is to be kept; null when there is nothing.</summary>
    public StoredRegister? Stored => Offer is { TakenAt: not null } taken
        ? new StoredRegister(address, taken.Word, RegisterWriter.User, taken.TakenAt.Value.Time, taken.Id)
        : Word is { } word
            ? new StoredRegister(address, word, Writer, WrittenAt, 0)
            : null;

    /// <summary>What was kept of it, until the base says better.</summary>
    public void Restore(StoredRegister stored)
    {
        _kept ??= stored.Word;
        if (Word is null)
        {
            (Word, Writer, WrittenAt) = (stored.Word, stored.Writer, stored.WrittenAt);
        }
    }

    /// <summary>
    /// The base was cut off, and a wall thermostat may have been moved unheard. Until it has said what it holds, it is shown no wish that
    /// it has not read, and none that it has read a second time.
    /// </summary>
    public void Lose(Moment now)
    {
        _lostAt = now;
        if (options.SyncOnStartup && Offer is { } offer)
        {
            offer.IsOver = offer.TakenAt is not null;
            offer.IsHeld = !offer.IsOver;
            offer.ReadAt = null;
            if (offer.Former.Count == 0 && Word is { } known)
            {
                // Else the first word would count as former, also of a thermostat that was moved.
                offer.Former.Add(known);
            }
        }
    }

    /// <summary>A master reads the register.</summary>
    /// <param name="isBase">It is the one whose register this is: another one is told the same, and nothing follows from it.</param>
    /// <param name="confirmed">The word it was told is its own, so that it holds it.</param>
    public ushort Read(bool isBase, Moment now, List<WriteStep> steps, out bool confirmed)
    {
        confirmed = false;
        if (Offer is { IsHeld: false, IsOver: false } offer)
        {
            if (isBase)
            {
                Take(offer, now, steps);
            }

            return offer.Word;
        }

        if (!IsSetting || Word is not { } word)
        {
            return Word ?? 0;
        }

        if (options.SyncOnStartup && !IsInSync)
        {
            return 0;
        }

        if (!isBase)
        {
            return word;
        }

        if (Offer is { } over)
        {
            over.ReadAt = now;
            return word;
        }

        TouchedAt = now;
        confirmed = true;
        return word;
    }

    /// <summary>The base writes the register.</summary>
    /// <param name="unit">The one addressed; null for all.</param>
    /// <returns>Whether that changed the word.</returns>
    public bool Write(byte? unit, ushort word, Moment now, List<WriteStep> steps)
    {
        Unit = unit ?? Unit;
        if (Offer is { } offer)
        {
            Confront(offer, word, now, steps);
        }

        return Put(word, RegisterWriter.Base, now);
    }

    /// <summary>
    /// A user's write is to lie here from now on; of it and one that did before, the earlier is superseded. One from before the start is
    /// confronted with what the base has written since.
    /// </summary>
    public void Accept(WriteOffer offer, Moment now, List<WriteStep> steps)
    {
        if (Offer?.Id > offer.Id)
        {
            // It is from before the start, and comes from a file that could be read only after the one that lies here was made.
            steps.Add(new WriteStep(offer.Id, WriteStatus.Superseded, default, now));
            return;
        }

        if ((offer.IsHeld ? _kept : IsInSync ? Word : null) is { } former)
        {
            offer.Former.Add(former);
        }

        if (Offer is { } earlier)
        {
            // What overrides a write that is held back says nothing of one made since.
            offer.Former.UnionWith(earlier.IsHeld ? [] : earlier.Former);
            if (earlier.TakenAt is not null)
            {
                offer.Former.Add(earlier.Word);
            }

            offer.Former.RemoveWhere(other => IsSame(other, offer.Word));
            End(WriteStatus.Superseded, null, now, steps, null);
        }

        Offer = offer;
        if ((offer.IsHeld || offer.IsOver) && Unit is not null)
        {
            Confront(offer, Word!.Value, now, steps);
        }
    }

    /// <summary>Ends the user's write when its time is over; it does not take effect afterwards.</summary>
    /// <returns>Whether the base holds the value.</returns>
    public bool Tick(Moment now, List<WriteStep> steps)
    {
        if (Offer is not { } offer)
        {
            return false;
        }

        if (offer.TakenAt is not { } taken)
        {
            if (time.Since(offer.Since) > options.WriteTimeout)
            {
                End(WriteStatus.Expired, null, now, steps, offer.IsHeld
                    ? $"The base has not said what it holds within {Seconds(options.WriteTimeout)} s, and its thermostat may have been moved "
                    + "while the gateway did not hear it; the value was not shown to it, and is withdrawn"
                    : $"The base has not read it within {Seconds(options.WriteTimeout)} s; it is withdrawn");
            }

            return false;
        }

        if (time.Since(taken) <= options.EchoTimeout)
        {
            return false;
        }

        if (offer.Repeated)
        {
            // It may only have crossed with the reading: that it goes on reading says nothing then, its next word does.
            if (time.Since(taken) > options.WriteTimeout)
            {
                End(WriteStatus.Overridden, Word, now, steps, "The base has read the value, and keeps its own");
            }

            return false;
        }

        if (offer.ReadAt is { } read && read.Ticks > taken.Ticks)
        {
            // A base that is told a setting holds it; this one sends it back only when somebody else moves it.
            End(WriteStatus.Verified, offer.Word, now, steps, "The base goes on reading the value, and has written no other");
            Put(offer.Word, RegisterWriter.User, read);
            return true;
        }

        if (time.Since(taken) > options.WriteTimeout)
        {
            // What it was told it may hold: to be told its former word now would be another wish to it.
            End(WriteStatus.Expired, null, now, steps, "The base has read the value, and has not confirmed it since");
            Put(offer.Word, RegisterWriter.User, taken);
        }

        return false;
    }

    /// <summary>The user does not want his write any more, which the base has not read.</summary>
    public void TakeBack(Moment now, List<WriteStep> steps) => End(WriteStatus.Withdrawn, null, now, steps, null);

    /// <summary>Nobody waits for the user's write any more. What the base has read it may hold: its former word would be another wish.</summary>
    public void Withdraw()
    {
        if (Offer is { TakenAt: { } taken, IsOver: false, Repeated: false } offer)
        {
            Put(offer.Word, RegisterWriter.User, taken);
        }

        Offer = null;
    }

    /// <summary>Whether two words mean the same: DPT 9.001 has several for some numbers.</summary>
    private bool IsSame(ushort one, ushort other) => one == other || (Meaning?.Decode(one) is { } number && number == Meaning.Decode(other));

    private static void Take(WriteOffer offer, Moment now, List<WriteStep> steps)
    {
        if (offer.TakenAt is null)
        {
            offer.TakenAt = now;
            steps.Add(new WriteStep(offer.Id, WriteStatus.Acknowledged, default, now));
        }

        offer.ReadAt = now;
    }

    private void Confront(WriteOffer offer, ushort word, Moment now, List<WriteStep> steps)
    {
        if (IsSame(word, offer.Word))
        {
            End(WriteStatus.Verified, word, now, steps, null);
            return;
        }

        // The first word from a base of which nothing is known tells what it held before the write.
        var isFormer = !offer.IsOver && (offer.Former.Count == 0 || offer.Former.Any(former => IsSame(former, word)));
        if (!isFormer || (offer.TakenAt is { } taken && time.Since(taken) > options.EchoTimeout))
        {
            End(WriteStatus.Overridden, word, now, steps,
                offer.TakenAt is null
                    ? "The base has written another value meanwhile, as it does when a wall thermostat is moved"
                    : "The base has written another value after it had read this one");
            return;
        }

        offer.Former.Add(word);
        offer.Repeated |= offer.TakenAt is not null;
        if (offer.IsHeld)
        {
            (offer.IsHeld, offer.Since) = (false, now);
        }
    }

    private void End(WriteStatus outcome, ushort? held, Moment now, List<WriteStep> steps, string? reason)
    {
        var value = held is { } word && Meaning is not null ? RegisterParameters.Decode(Meaning, word) : default;
        steps.Add(new WriteStep(Offer!.Id, outcome, value, now, reason));
        Offer = null;
    }

    private bool Put(ushort word, RegisterWriter writer, Moment now)
    {
        var changed = Word != word;
        if (changed || Writer != writer)
        {
            (Writer, WrittenAt) = (writer, now.Time);
        }

        Word = word;
        TouchedAt = now;
        return changed;
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}
