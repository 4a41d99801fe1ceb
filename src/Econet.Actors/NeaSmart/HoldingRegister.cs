using Econet.Actors.Messages;
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

    /// <summary>The base has written it since the start.</summary>
    private bool _isSaid;

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

    public WriteOffer? Offer { get; private set; }

    /// <summary>The word is the base's as far as can be known: it touched it since the start, and was not away since.</summary>
    public bool IsInSync =>
        TouchedAt is { } touched && time.Since(touched) <= options.SilentAfter && !(touched.Ticks <= _lostAt?.Ticks);

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
        if (options.SyncOnStartup)
        {
            Offer?.Lose(Word);
        }
    }

    /// <summary>A master reads the register.</summary>
    /// <param name="isBase">It is the base: another one is told the same, and nothing follows from it.</param>
    /// <param name="confirmed">The word it was told is its own, so that it holds it.</param>
    public ushort Read(bool isBase, Moment now, List<WriteStep> steps, out bool confirmed)
    {
        confirmed = false;
        if (Offer is { IsShown: true } offer)
        {
            if (isBase && offer.Take(now))
            {
                steps.Add(new WriteStep(offer.Id, WriteStatus.Acknowledged, default, now));
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
            over.Pass(now);
            return word;
        }

        TouchedAt = now;
        confirmed = true;
        return word;
    }

    /// <summary>The base writes the register.</summary>
    /// <returns>Whether that changed the word.</returns>
    public bool Write(ushort word, Moment now, List<WriteStep> steps)
    {
        _isSaid = true;
        Confront(word, now, steps);
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
            offer.Follow(former);
        }

        if (Offer is { } earlier)
        {
            offer.Follow(earlier);
            End(new WriteEnd(WriteStatus.Superseded), null, now, steps);
        }

        Offer = offer;
        if (!offer.IsShown && _isSaid)
        {
            Confront(Word!.Value, now, steps);
        }
    }

    /// <summary>Ends the user's write when its time is over; it does not take effect afterwards.</summary>
    /// <returns>Whether the base holds the value.</returns>
    public bool Tick(Moment now, List<WriteStep> steps)
    {
        if (Offer is not { } offer || offer.Tick(options, time) is not { } end)
        {
            return false;
        }

        var isHeld = end.Status == WriteStatus.Verified;
        End(end, isHeld ? offer.Word : end.Status == WriteStatus.Overridden ? Word : null, now, steps);
        if (end.HeldSince is { } since)
        {
            Put(offer.Word, RegisterWriter.User, since);
        }

        return isHeld;
    }

    /// <summary>The user does not want his write any more, which the base has not read.</summary>
    public void TakeBack(Moment now, List<WriteStep> steps) => End(new WriteEnd(WriteStatus.Withdrawn), null, now, steps);

    /// <summary>Nobody waits for the user's write any more. What the base has read it may hold: its former word would be another wish.</summary>
    public void Withdraw()
    {
        if (Offer is { MayBeHeldSince: { } taken } offer)
        {
            Put(offer.Word, RegisterWriter.User, taken);
        }

        Offer = null;
    }

    // A word that can't be is no word of the base's on anything: a checksum lets one damaged request in 65,536 pass.
    private void Confront(ushort word, Moment now, List<WriteStep> steps)
    {
        if (Offer is { } offer && Meaning?.MeaningOf(word) is not WordMeaning.Impossible
            && offer.Confront(word, now, options.EchoTimeout, time) is { } end)
        {
            End(end, word, now, steps);
        }
    }

    private void End(WriteEnd end, ushort? held, Moment now, List<WriteStep> steps)
    {
        var value = held is { } word && Meaning is not null ? RegisterParameters.Decode(Meaning, word) : default;
        steps.Add(new WriteStep(Offer!.Id, end.Status, value, now, end.Reason));
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
}
