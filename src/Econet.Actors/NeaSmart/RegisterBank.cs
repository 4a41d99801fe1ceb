using Econet.Actors.Parameters;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// The registers that all masters share. Connections answer requests from it on their own threads, each request under a lock, because a
/// question to an actor for each request would be what a master waits for; what follows from the requests piles up here, and its owner
/// comes for it when it is told.
/// <para>
/// A system has one base that speaks, and all units of ours are addresses at which it does: what it asks of one, or says to all, counts for
/// every register. Over TCP somebody else may look at registers as well. Whoever has written is the base; while nobody has, whoever reads.
/// </para>
/// </summary>
internal sealed class RegisterBank
{
    private readonly Lock _gate = new();
    private readonly NeaSmartOptions _options;
    private readonly TimeProvider _time;
    private readonly NewsPile _pile = new();
    private readonly RegisterTable _registers;

    /// <summary>Masters that have written.</summary>
    private readonly HashSet<string> _bases = [];

    private Moment? _heardAt;
    private Moment? _writtenAt;
    private DateTimeOffset? _storedAt;
    private long _reads;
    private long _writes;

    public RegisterBank(NeaSmartOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _registers = new RegisterTable(options, time, _pile);
    }

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
    public bool IsAlive => HeardAt is { } heard && _time.Since(heard) <= _options.SilentAfter;

    /// <summary>The registers as one master sees them.</summary>
    /// <param name="master">The line it is on, or the address it connects from: the same for all its connections.</param>
    public IRegisterStore For(string master) => new MasterView(this, master);

    /// <summary>Sets who is told, from any thread, that there is something to <see cref="Drain"/>; null for nobody.</summary>
    public void Notify(Action? news)
    {
        lock (_gate)
        {
            _pile.Notify(news);
        }
    }

    /// <summary>A master asks something of one of our units, be it nonsense.</summary>
    public void Heard()
    {
        lock (_gate)
        {
            var wasSilent = !IsAlive;
            _heardAt = _time.Now();
            if (wasSilent)
            {
                _pile.Tell();
            }
        }
    }

    /// <summary>What was kept of the registers, where nobody has written meanwhile.</summary>
    public void Restore(IReadOnlyCollection<StoredRegister> stored)
    {
        lock (_gate)
        {
            foreach (var register in stored)
            {
                _registers.At(register.Address).Restore(register);
            }

            _storedAt = stored.Where(register => register.Writer == RegisterWriter.Base).Max(register => (DateTimeOffset?)register.WrittenAt);
        }
    }

    /// <summary>Lays a user's write into its register, for the base to read.</summary>
    /// <param name="isOver">The base has read it before a restart: only its own word is waited for.</param>
    /// <param name="isOld">It is from before a restart, and the base has not read it: that has to say first what it holds.</param>
    public void Offer(ushort address, long id, ushort word, bool isOver = false, bool isOld = false)
    {
        lock (_gate)
        {
            var (now, meaning) = (_time.Now(), _registers.At(address).Meaning);
            _registers.Accept(
                address,
                isOver ? WriteOffer.Over(id, word, now, meaning)
                : isOld && _options.SyncOnStartup ? WriteOffer.Held(id, word, now, meaning)
                : new WriteOffer(id, word, now, meaning));
        }
    }

    /// <summary>Whether a user's write lies in the register.</summary>
    public bool HasOffer(ushort address)
    {
        lock (_gate)
        {
            return _registers.HasOffer(address);
        }
    }

    /// <summary>The line that the base is on was gone.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            _registers.Lose();
        }
    }

    /// <summary>Ends the users' writes whose time is over.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            _registers.Tick();
        }
    }

    /// <summary>Takes back this write of a user, unless the base has read it.</summary>
    public void Withdraw(long id)
    {
        lock (_gate)
        {
            _registers.Withdraw(id);
        }
    }

    /// <summary>Takes back the users' writes: nobody waits for them any more.</summary>
    public void Withdraw()
    {
        lock (_gate)
        {
            _registers.Withdraw();
        }
    }

    /// <summary>Everything is to be sent again: the one who knew it has started again.</summary>
    public void TellAll()
    {
        lock (_gate)
        {
            _registers.TellAll();
        }
    }

    /// <summary>What has happened since the last time.</summary>
    public RegisterNews Drain()
    {
        lock (_gate)
        {
            return _pile.Drain();
        }
    }

    public BankFigures Figures()
    {
        lock (_gate)
        {
            return new BankFigures(
                _registers.Stored,
                _registers.InSync,
                _registers.Offers,
                _reads,
                _writes,
                _writtenAt?.Time ?? _storedAt,
                _writtenAt is { } at ? _time.Since(at) : _time.GetUtcNow() - _storedAt,
                IsStale: _writtenAt is not { } written || _time.Since(written) > _options.StaleAfter);
        }
    }

    private void Read(string master, ushort start, Span<ushort> values)
    {
        lock (_gate)
        {
            _reads++;
            _registers.Read(isBase: _bases.Count == 0 || _bases.Contains(master), start, values);
        }
    }

    private void Write(string master, ushort start, ReadOnlySpan<ushort> values)
    {
        lock (_gate)
        {
            _writes++;
            _writtenAt = _time.Now();
            _bases.Add(master);
            _registers.Write(start, values);
        }
    }

    private sealed class MasterView(RegisterBank bank, string master) : IRegisterStore
    {
        public bool CanRead(byte unit, ushort start, int count) => true;

        public bool CanWrite(byte unit, ushort start, int count) => true;

        public void Read(byte unit, ushort start, Span<ushort> values) => bank.Read(master, start, values);

        public void Write(byte unit, ushort start, ReadOnlySpan<ushort> values) => bank.Write(master, start, values);
    }
}

/// <summary>How the registers are doing.</summary>
/// <param name="Stored">Registers that were ever written.</param>
/// <param name="InSync">Those whose word is the base's as far as can be known.</param>
/// <param name="Offers">Users' writes that lie for the base to read, or that it has not confirmed.</param>
/// <param name="LastWrite">When the base last wrote; from before the start, when it last changed something. Null when never.</param>
/// <param name="Age">How long ago that was.</param>
/// <param name="IsStale">That was too long ago, or not since the start.</param>
internal sealed record BankFigures(
    int Stored, int InSync, int Offers, long Reads, long Writes, DateTimeOffset? LastWrite, TimeSpan? Age, bool IsStale);
