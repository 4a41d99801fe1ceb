using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Parameters;
using Econet.Modbus.NeaSmart;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.NeaSmart.NeaSmartMessages;
using static Econet.Actors.Parameters.ParameterMessages;
using static Econet.Actors.Parameters.StoreMessages;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// Owns the registers: fills them from the store before the first master comes, lays users' writes into them, tells the parameters
/// what the base wrote and what became of the writes, and has all of it saved.
/// </summary>
internal sealed class RegistersActor : GuardedActor, IWithTimers, IWithUnboundedStash
{
    /// <summary>How often it is told what the base has only confirmed, and whose time is over.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>What is stored is not waited for longer than this: a disk may hang.</summary>
    private static readonly TimeSpan RestorePatience = TimeSpan.FromSeconds(3);

    private readonly NeaSmartOptions _options;
    private readonly RegisterBank _bank;
    private readonly Traffic _traffic;
    private readonly IActorRef _store;
    private readonly IActorRef _parameters;
    private readonly IActorRef _server;
    private readonly TimeProvider _time;

    /// <summary>Those whose writes lie in the bank, by the writes' ids.</summary>
    private readonly Dictionary<long, IActorRef> _writers = [];

    /// <summary>Writes that the base had read before the restart, and had not confirmed; when it read them.</summary>
    private readonly Dictionary<long, DateTimeOffset> _taken = [];

    /// <summary>Writes that were under way before the start, whether the base had read them or not.</summary>
    private readonly HashSet<long> _old = [];

    private readonly RegisterSaver _saver;

    /// <summary>The parameters have not come to what they were told last.</summary>
    private bool _spreading;

    /// <summary>There is something to tell when they have.</summary>
    private bool _newsWaits;

    /// <summary>It is known what was stored, and so which writes the base had read.</summary>
    private bool _isRestored;

    /// <summary>Where the state is kept could not be read at the start; what is there comes when it can.</summary>
    private bool _lacksFile;

    /// <summary>What was stored came so late that masters were served without it.</summary>
    private bool _isLate;

    private bool _alive;
    private long _badValues;

    public RegistersActor(
        NeaSmartOptions options, RegisterBank bank, Traffic traffic, IActorRef store, IActorRef parameters, IActorRef server, TimeProvider time)
    {
        _options = options;
        _bank = bank;
        _traffic = traffic;
        _store = store;
        _parameters = parameters;
        _server = server;
        _time = time;
        _saver = new RegisterSaver(store);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(
        NeaSmartOptions options, RegisterBank bank, Traffic traffic, IActorRef store, IActorRef parameters, IActorRef server, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new RegistersActor(options, bank, traffic, store, parameters, server, time));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), TickOver.Instance, Tick);
        _store.Tell(Load.Instance);
        if (_options.EnableFallback)
        {
            Timers.StartSingleTimer(nameof(RestorePatience), NothingStored.Instance, RestorePatience);
        }

        Become(Restoring);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The next one knows nothing of these, and those who asked would wait in vain.
        _bank.Withdraw();
        foreach (var (id, writer) in _writers)
        {
            writer.Tell(new WriteEnded(
                id, WriteStatus.Expired, default, _time.Now(), "It was lost in an internal error; read the value to see how it ended"));
        }

        _parameters.Tell(new Alive(false));
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _bank.Notify(null);

    protected override void Failed(object message, EconetException error)
    {
        if (message is Write write)
        {
            _writers.Remove(write.Id);
            Sender.Tell(new WriteEnded(write.Id, WriteStatus.Expired, default, _time.Now(), error.Message, error.Error));
        }
    }

    /// <summary>No master is served before it is known what is stored: it would take an empty register for never written.</summary>
    private void Restoring(object message)
    {
        switch (message)
        {
            case Loaded { Health: { OnDisk: false, Problem: not null } } when !_options.EnableFallback:
                break;
            case StoreHealth { OnDisk: true } when !_options.EnableFallback:
                _store.Tell(Load.Instance);
                break;
            case Loaded loaded:
                Restore(loaded);
                Begin();
                break;
            case NothingStored:
                Log.Warning("The store does not answer: masters are served before it is known what was stored");
                Begin();
                break;
            case Introduce:
                Define();
                break;
            case StatusDraft draft:
                _server.Tell(draft with { Status = RegistersStatus.Add(draft.Status, _bank, _traffic, _badValues) });
                break;
            case Release:
                Sender.Tell(Released.Instance);
                break;
            case TickOver or StoreHealth or ActorIdentity:
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case News:
                Tell();
                break;
            case TickOver:
                _bank.Tick();
                Tell();
                break;
            case Loaded loaded when !_isRestored:
                Restore(loaded);
                Stash.UnstashAll();
                break;
            case StoreHealth { OnDisk: true } when _lacksFile:
                (_lacksFile, _isLate, _isRestored) = (false, true, false);
                _store.Tell(Load.Instance);
                break;
            case Write { Recovered: true } when !_isRestored:
                Stash.Stash();
                break;
            case Write write:
                Take(write);
                break;
            case Withdraw withdraw:
                _bank.Withdraw(withdraw.Id);
                Tell();
                break;
            case Introduce:
                Define();
                _alive = false;
                _bank.TellAll();
                break;
            case ActorIdentity { MessageId: RegisterSaver }:
                _saver.Saved(Self);
                break;
            case ActorIdentity:
                _spreading = false;
                if (_newsWaits)
                {
                    Tell();
                }

                break;
            case StatusDraft draft:
                _server.Tell(draft with { Status = RegistersStatus.Add(draft.Status, _bank, _traffic, _badValues) });
                break;
            case Release:
                Spread();
                _saver.Saved(Self);
                Sender.Tell(Released.Instance);
                break;
            case Refresh:
                // The base comes to us: nothing can be asked of it.
                break;
            case Loaded or NothingStored or StoreHealth:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Restore(Loaded loaded)
    {
        var stored = new List<StoredRegister>();
        foreach (var (name, content) in loaded.State.Documents)
        {
            if (StoredRegister.TryDecode(name, content, out var register))
            {
                stored.Add(register);
            }
        }

        _isRestored = true;
        _lacksFile = loaded.Health is { OnDisk: false, Problem: not null };
        _bank.Restore(stored);
        foreach (var register in stored.Where(register => register.TakenWrite != 0))
        {
            _taken[register.TakenWrite] = register.WrittenAt;
        }

        _old.UnionWith(loaded.State.Writes.Where(job => !job.HasEnded).Select(job => job.Id));
        Log.Info("{Count} registers are back from the store", stored.Count);
    }

    private void Begin()
    {
        Timers.Cancel(nameof(RestorePatience));
        Become(OnReceive);
        Stash.UnstashAll();
        var self = Self;
        _bank.Notify(() => self.Tell(News.Instance));
        _server.Tell(Serve.Instance);
    }

    private void Define() =>
        _parameters.Tell(new Define(RegisterParameters.All, RegisterParameters.Round, "NEA SMART base"));

    private void Take(Write write)
    {
        var liesInIt = _writers.ContainsKey(write.Id);
        _writers[write.Id] = Sender;
        if (liesInIt)
        {
            // The parameters have started anew, and found the write in the store; here it has gone on.
            return;
        }

        if (!RegisterMap.TryGet((ushort)write.Index, out var register) || !register.TryEncode(write.Value.ToDouble(), out var word))
        {
            End(new WriteStep(write.Id, WriteStatus.Refused, default, _time.Now(), "The register holds no such value"));
            return;
        }

        var isTaken = _taken.Remove(write.Id, out var takenAt);
        if (write is { MaySend: false } && !isTaken)
        {
            End(new WriteStep(
                write.Id, WriteStatus.Expired, default, _time.Now(), "The base had not read it when the gateway ended, and its time is over"));
            return;
        }

        // The parameters may have started anew alone: a write of this run that they find then, and that did not come here, is a new one.
        var isOld = write.Recovered && !isTaken && _old.Contains(write.Id);
        if (isOld && _isLate)
        {
            // What the base has written since hides whether it had read it, and what it held before.
            End(new WriteStep(
                write.Id, WriteStatus.Expired, default, _time.Now(),
                "The state could not be read at the start, and the base was served without it: the value is not shown to it any more"));
            return;
        }

        if (isTaken)
        {
            Sender.Tell(new WriteProgress(write.Id, WriteStatus.Sent, takenAt));
            Sender.Tell(new WriteProgress(write.Id, WriteStatus.Acknowledged));
        }

        _bank.Offer(register.Address, write.Id, word, isTaken, isOld);
    }

    private void Tell()
    {
        _newsWaits = _spreading;
        if (!_spreading)
        {
            Spread();
        }
    }

    /// <summary>
    /// Tells on what has happened. A master may be faster than those who are told, so they are asked to answer when they have come so
    /// far, and until then what happens piles up in the bank, where the last word of a register replaces the one before.
    /// </summary>
    private void Spread()
    {
        var news = _bank.Drain();
        SetAlive(_bank.IsAlive);
        foreach (var words in news.Words.GroupBy(word => word.At))
        {
            var readings = words.Select(Read).Where(reading => !reading.Value.IsNone).ToImmutableArray();
            _badValues += words.Count() - readings.Length;
            if (readings.Length > 0)
            {
                _parameters.Tell(new Readings(readings, words.Key));
            }
        }

        foreach (var step in news.Steps)
        {
            Progress(step);
        }

        _saver.Save(news.Unsaved, Self);
        _spreading = true;
        _parameters.Tell(new Identify(_parameters));
    }

    // Somebody moved a setting, and may have done so for once: no second word will bear it out.
    private Reading Read(BaseWord word) => new(
        word.Register.Address, RegisterParameters.Decode(word.Register, word.Word), _options.StaleAfter, Certain: word.Register.Writable);

    private void Progress(WriteStep step)
    {
        if (step.Status != WriteStatus.Acknowledged)
        {
            End(step);
        }
        else if (_writers.TryGetValue(step.Id, out var writer))
        {
            writer.Tell(new WriteProgress(step.Id, WriteStatus.Sent));
            writer.Tell(new WriteProgress(step.Id, WriteStatus.Acknowledged));
        }
    }

    private void End(WriteStep step)
    {
        if (_writers.Remove(step.Id, out var writer))
        {
            writer.Tell(new WriteEnded(step.Id, step.Status, step.Held, step.At, step.Reason));
        }
    }

    private void SetAlive(bool alive)
    {
        if (alive != _alive)
        {
            _alive = alive;
            _parameters.Tell(new Alive(alive));
        }
    }

    private sealed record TickOver
    {
        public static readonly TickOver Instance = new();
    }

    private sealed record NothingStored
    {
        public static readonly NothingStored Instance = new();
    }
}
