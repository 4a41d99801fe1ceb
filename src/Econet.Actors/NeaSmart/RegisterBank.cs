using Econet.Actors.Parameters;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// The registers that all masters share, the touched ones of 65,536. Connections answer requests from it on their own threads, each
/// request under a lock, because a question to an actor for each request would be what a master waits for; what follows from the
/// requests piles up here, and its owner comes for it when it is told.
/// </summary>
internal sealed class RegisterBank(NeaSmartOptions options, TimeProvider time) : IRegisterStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, HoldingRegister> _registers = [];
    private readonly HashSet<HoldingRegister> _offers = [];

    /// <summary>The units that have written something: a base tells what it measures, and whoever only reads is none.</summary>
    private readonly HashSet<byte> _bases = [];
    private readonly HashSet<HoldingRegister> _confirmed = [];
    private readonly HashSet<HoldingRegister> _unsaved = [];
    private List<WriteStep> _steps = [];
    private Action? _news;
    private bool _told;
    private Moment? _heardAt;
    private long _reads;
    private long _writes;

    /// <summary>When a master last asked something of one of our units.</summary>
    public Moment? HeardAt
    {
        get
        {
            lock (_gate)
            {
                return _heardAt;
            }
        }
    }

    /// <summary>Whether a master has asked something of one of our units lately.</summary>
    public bool IsAlive => HeardAt is { } heard && time.Since(heard) <= options.SilentAfter;

    /// <summary>Sets who is told, from any thread, that there is something to <see cref="Drain"/>; null for nobody.</summary>
    public void Notify(Action? news)
    {
        lock (_gate)
        {
            (_news, _told) = (news, false);
            Tell();
        }
    }

    /// <summary>A master asks something of one of our units, be it nonsense.</summary>
    public void Heard()
    {
        lock (_gate)
        {
            var wasSilent = !IsAlive;
            _heardAt = time.Now();
            if (wasSilent)
            {
                Tell();
            }
        }
    }

    public bool CanRead(byte unit, ushort start, int count) => true;

    public bool CanWrite(byte unit, ushort start, int count) => true;

    public void Read(byte unit, ushort start, Span<ushort> values)
    {
        lock (_gate)
        {
            _reads++;
            var now = time.Now();
            var steps = _steps.Count;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = _registers.TryGetValue((ushort)(start + i), out var register) ? Read(register, unit, now) : (ushort)0;
            }

            TellOf(steps);
        }
    }

    public void Write(byte unit, ushort start, ReadOnlySpan<ushort> values)
    {
        lock (_gate)
        {
            _writes++;
            byte? one = unit == Pdu.Broadcast ? null : unit;
            if (one is not null)
            {
                _bases.Add(unit);
            }

            var now = time.Now();
            var steps = _steps.Count;
            var changed = false;
            for (var i = 0; i < values.Length; i++)
            {
                changed |= Write(At((ushort)(start + i)), one, values[i], now);
            }

            TellOf(steps, changed);
        }
    }

    /// <summary>What was kept of the registers, where nobody has written meanwhile.</summary>
    public void Restore(IEnumerable<StoredRegister> stored)
    {
        lock (_gate)
        {
            foreach (var register in stored)
            {
                At(register.Address).Restore(register);
            }
        }
    }

    /// <summary>Lays a user's write into its register, for the base to read.</summary>
    /// <param name="isOver">The base has read it before a restart: only its own word is waited for.</param>
    /// <param name="isOld">It is from before a restart, and the base has not read it: that has to say first what it holds.</param>
    public void Offer(ushort address, long id, ushort word, bool isOver = false, bool isOld = false)
    {
        lock (_gate)
        {
            var now = time.Now();
            var steps = _steps.Count;
            var register = At(address);
            var offer = new WriteOffer(id, word, now)
            {
                IsOver = isOver, IsHeld = isOld && options.SyncOnStartup, TakenAt = isOver ? now : null,
            };
            register.Accept(offer, now, _steps);
            _ = register.Offer is null ? _offers.Remove(register) : _offers.Add(register);
            TellOf(steps);
        }
    }

    /// <summary>The line that the bases are on was gone.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            var now = time.Now();
            foreach (var register in _registers.Values)
            {
                register.Lose(now);
            }
        }
    }

    /// <summary>Ends the users' writes whose time is over.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            var now = time.Now();
            var steps = _steps.Count;
            foreach (var register in _offers.ToArray())
            {
                var before = _steps.Count;
                var confirmed = register.Tick(now, _steps);
                Note(register, before, changed: false);
                if (confirmed)
                {
                    _confirmed.Add(register);
                }
            }

            TellOf(steps);
        }
    }

    /// <summary>Takes back this write of a user, unless the base has read it.</summary>
    public void Withdraw(long id)
    {
        lock (_gate)
        {
            if (_offers.FirstOrDefault(register => register.Offer is { TakenAt: null } offer && offer.Id == id) is { } register)
            {
                var before = _steps.Count;
                register.TakeBack(time.Now(), _steps);
                Note(register, before, changed: false);
            }
        }
    }

    /// <summary>Takes back the users' writes: nobody waits for them any more.</summary>
    public void Withdraw()
    {
        lock (_gate)
        {
            foreach (var register in _offers)
            {
                register.Withdraw();
                _unsaved.Add(register);
            }

            _offers.Clear();
        }
    }

    /// <summary>Everything is to be told anew: the one who knew it has started again.</summary>
    public void TellAll()
    {
        lock (_gate)
        {
            _confirmed.UnionWith(_registers.Values.Where(register => register is { Meaning: not null, TouchedAt: not null }));
            Tell();
        }
    }

    /// <summary>What has happened since the last time.</summary>
    public RegisterNews Drain()
    {
        lock (_gate)
        {
            var news = new RegisterNews(
                [.. _confirmed.Select(r => new BaseWord(r.Meaning!, r.Word!.Value, r.TouchedAt!.Value))],
                _steps,
                [.. _unsaved.Select(r => r.Stored).OfType<StoredRegister>()]);
            _confirmed.Clear();
            _unsaved.Clear();
            _steps = [];
            _told = false;
            return news;
        }
    }

    public BankFigures Figures()
    {
        lock (_gate)
        {
            return new BankFigures(
                _registers.Values.Count(register => register.Word is not null),
                _registers.Values.Count(register => register.IsInSync),
                _offers.Count,
                _reads,
                _writes);
        }
    }

    private HoldingRegister At(ushort address)
    {
        if (!_registers.TryGetValue(address, out var register))
        {
            _registers[address] = register = new HoldingRegister(address, options, time);
        }

        return register;
    }

    private ushort Read(HoldingRegister register, byte unit, Moment now)
    {
        var before = _steps.Count;
        var isBase = register.Unit is { } own ? own == unit : _bases.Contains(unit);
        var word = register.Read(isBase, now, _steps, out var confirmed);
        Note(register, before, changed: false);
        if (confirmed)
        {
            _confirmed.Add(register);
        }

        return word;
    }

    private bool Write(HoldingRegister register, byte? unit, ushort word, Moment now)
    {
        var before = _steps.Count;
        var changed = register.Write(unit, word, now, _steps);
        Note(register, before, changed);
        if (register.Meaning is not null)
        {
            _confirmed.Add(register);
        }

        return changed;
    }

    /// <summary>The register is to be saved when its word changed, or when a write of it came further.</summary>
    private void Note(HoldingRegister register, int stepsBefore, bool changed)
    {
        if (changed || _steps.Count > stepsBefore)
        {
            _unsaved.Add(register);
        }

        if (_steps.Count > stepsBefore && register.Offer is null)
        {
            _offers.Remove(register);
        }
    }

    private void TellOf(int stepsBefore, bool changed = false)
    {
        if (changed || _steps.Count > stepsBefore)
        {
            Tell();
        }
    }

    /// <summary>Once until the next <see cref="Drain"/>: what a fast master does must not fill a mailbox.</summary>
    private void Tell()
    {
        if (!_told && _news is { } news)
        {
            _told = true;
            news();
        }
    }
}
