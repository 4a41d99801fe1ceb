using Econet.Actors.Parameters;

namespace Econet.Actors.NeaSmart;

/// <summary>The touched registers of 65,536, and what follows from what is done to them. Used under the bank's lock alone.</summary>
internal sealed class RegisterTable(NeaSmartOptions options, TimeProvider time, NewsPile pile)
{
    private readonly Dictionary<ushort, HoldingRegister> _registers = [];
    private readonly HashSet<HoldingRegister> _offers = [];

    /// <summary>Registers that were ever written.</summary>
    public int Stored => _registers.Values.Count(register => register.Word is not null);

    /// <summary>Those whose word is the base's as far as can be known.</summary>
    public int InSync => _registers.Values.Count(register => register.IsInSync);

    /// <summary>Users' writes that lie for the base to read, or that it has not confirmed.</summary>
    public int Offers => _offers.Count;

    public HoldingRegister At(ushort address)
    {
        if (!_registers.TryGetValue(address, out var register))
        {
            _registers[address] = register = new HoldingRegister(address, options, time);
        }

        return register;
    }

    /// <summary>A user's write lies in the register from now on.</summary>
    public void Accept(ushort address, WriteOffer offer)
    {
        var steps = pile.Steps.Count;
        var register = At(address);
        register.Accept(offer, time.Now(), pile.Steps);
        _ = register.Offer is null ? _offers.Remove(register) : _offers.Add(register);
        pile.TellOf(steps);
    }

    public bool HasOffer(ushort address) => _registers.TryGetValue(address, out var register) && register.Offer is not null;

    /// <param name="isBase">Whoever reads is the base.</param>
    public void Read(bool isBase, ushort start, Span<ushort> values)
    {
        var now = time.Now();
        var steps = pile.Steps.Count;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _registers.TryGetValue((ushort)(start + i), out var register) ? Read(register, isBase, now) : (ushort)0;
        }

        pile.TellOf(steps);
    }

    public void Write(ushort start, ReadOnlySpan<ushort> values)
    {
        var now = time.Now();
        var steps = pile.Steps.Count;
        var changed = false;
        for (var i = 0; i < values.Length; i++)
        {
            changed |= Write(At((ushort)(start + i)), values[i], now);
        }

        pile.TellOf(steps, changed);
    }

    /// <summary>The line that the base is on was gone.</summary>
    public void Lose()
    {
        var now = time.Now();
        foreach (var register in _registers.Values)
        {
            register.Lose(now);
        }
    }

    /// <summary>Ends the users' writes whose time is over.</summary>
    public void Tick()
    {
        var now = time.Now();
        var steps = pile.Steps.Count;
        foreach (var register in _offers.ToArray())
        {
            var before = pile.Steps.Count;
            var confirmed = register.Tick(now, pile.Steps);
            Note(register, before, changed: false);
            if (confirmed)
            {
                pile.AddConfirmed(register);
            }
        }

        pile.TellOf(steps);
    }

    /// <summary>Takes back this write of a user, unless the base has read it.</summary>
    public void Withdraw(long id)
    {
        if (_offers.FirstOrDefault(register => register.Offer is { TakenAt: null } offer && offer.Id == id) is { } register)
        {
            var before = pile.Steps.Count;
            register.TakeBack(time.Now(), pile.Steps);
            Note(register, before, changed: false);
        }
    }

    /// <summary>Takes back the users' writes: nobody waits for them any more.</summary>
    public void Withdraw()
    {
        foreach (var register in _offers)
        {
            register.Withdraw();
            pile.AddUnsaved(register);
        }

        _offers.Clear();
    }

    /// <summary>Everything is to be sent again: the one who knew it has started again.</summary>
    public void TellAll()
    {
        foreach (var register in _registers.Values.Where(register => register is { Meaning: not null, TouchedAt: not null }))
        {
            pile.AddConfirmed(register);
        }

        pile.Tell();
    }

    private ushort Read(HoldingRegister register, bool isBase, Moment now)
    {
        var before = pile.Steps.Count;
        var word = register.Read(isBase, now, pile.Steps, out var confirmed);
        Note(register, before, changed: false);
        if (confirmed)
        {
            pile.AddConfirmed(register);
        }

        return word;
    }

    private bool Write(HoldingRegister register, ushort word, Moment now)
    {
        var before = pile.Steps.Count;
        var changed = register.Write(word, now, pile.Steps);
        Note(register, before, changed);
        if (register.Meaning is not null)
        {
            pile.AddConfirmed(register);
        }

        return changed;
    }

    /// <summary>The register is to be saved when its word changed, or when a write of it came further.</summary>
    private void Note(HoldingRegister register, int stepsBefore, bool changed)
    {
        var came = pile.Steps.Count > stepsBefore;
        if (changed || came)
        {
            pile.AddUnsaved(register);
        }

        if (came && register.Offer is null)
        {
            _offers.Remove(register);
        }
    }
}
