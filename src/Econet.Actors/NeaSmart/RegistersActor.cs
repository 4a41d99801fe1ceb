using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

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
    private readonly IActorRef _store;
    private readonly IActorRef _parameters;
    private readonly IActorRef _server;

    private readonly RegisterSaver _saver;
    private readonly RegisterWrites _writes;
    private readonly BaseValues _values;
    private readonly StartupSettings _startup;

    /// <summary>The parameters have not come to what they were told last.</summary>
    private bool _spreading;

    /// <summary>There is something to tell when they have.</summary>
    private bool _newsWaits;

    /// <summary>It is known what was stored, and so which writes the base had read.</summary>
    private bool _isRestored;

    /// <summary>Where the state is kept could not be read at the start; what is there comes when it can.</summary>
    private bool _lacksFile;

    public RegistersActor(
        ServerContext shared, StartupSettings startup, IActorRef store, IActorRef parameters, IActorRef server)
    {
        (_options, _bank) = (shared.Options, shared.Bank);
        _store = store;
        _parameters = parameters;
        _server = server;
        _startup = startup;
        _saver = new RegisterSaver(store);
        _writes = new RegisterWrites(shared.Bank, shared.Time);
        _values = new BaseValues(parameters, shared.Traffic, shared.Options.StaleAfter);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(
        ServerContext shared, StartupSettings startup, IActorRef store, IActorRef parameters, IActorRef server) =>
        Akka.Actor.Props.Create(() => new RegistersActor(shared, startup, store, parameters, server));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), TickOver.Instance, Tick);
        _store.Tell(StoreMessages.Load.Instance);
        if (_options.EnableFallback)
        {
            Timers.StartSingleTimer(nameof(RestorePatience), NothingStored.Instance, RestorePatience);
        }

        Become(Restoring);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The next one knows nothing of these, and those who asked would wait in vain.
        _writes.Abandon("The write was lost in an internal error; read the value to see how it ended");
        _parameters.Tell(new ParameterMessages.Alive(false));
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _bank.Notify(null);

    protected override void Failed(object message, RequestFailed failure)
    {
        if (message is ParameterMessages.Write write)
        {
            _writes.Fail(write, Sender, failure);
        }
    }

    /// <summary>No master is served before it is known what is stored: it would take an empty register for never written.</summary>
    private void Restoring(object message)
    {
        switch (message)
        {
            case StoreMessages.Loaded { Health: { OnDisk: false, Problem: not null } } when !_options.EnableFallback:
                break;
            case StoreHealth { OnDisk: true } when !_options.EnableFallback:
                _store.Tell(StoreMessages.Load.Instance);
                break;
            case StoreMessages.Loaded loaded:
                Restore(loaded);
                Begin();
                break;
            case NothingStored:
                Log.Warning("The store does not answer: masters are served without the stored values");
                Begin();
                break;
            case ParameterMessages.ParametersStarted:
                Define();
                break;
            case DeviceMessages.Release:
                Sender.Tell(DeviceMessages.Released.Instance);
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
            case NeaSmartMessages.News:
                Tell();
                break;
            case TickOver:
                _bank.Tick();
                Tell();
                break;
            case StoreMessages.Loaded loaded when !_isRestored:
                Restore(loaded);
                Stash.UnstashAll();
                break;
            case StoreHealth { OnDisk: true } when _lacksFile:
                (_lacksFile, _isRestored) = (false, false);
                _writes.IsLate = true;
                _store.Tell(StoreMessages.Load.Instance);
                break;
            case ParameterMessages.Write { Recovered: true } when !_isRestored:
                Stash.Stash();
                break;
            case ParameterMessages.Write write:
                _writes.Take(write, Sender);
                break;
            case ParameterMessages.Withdraw withdraw:
                _bank.Withdraw(withdraw.Id);
                Tell();
                break;
            case ParameterMessages.ParametersStarted:
                Define();
                _values.Forget();
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
            case DeviceMessages.Release:
                Spread();
                _saver.Saved(Self);
                Sender.Tell(DeviceMessages.Released.Instance);
                break;
            case WriteResult { Success: false } failed:
                Log.Warning("{Key} is not written at the start: {Reason}", failed.Key, failed.Message);
                break;
            case WriteResult:
                break;
            case ParameterMessages.Refresh:
                // The base comes to us: nothing can be asked of it.
                break;
            case StoreMessages.Loaded or NothingStored or StoreHealth:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Restore(StoreMessages.Loaded loaded)
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
        _writes.Restore(stored, loaded.State.Writes);
        Log.Info("{Count} registers are back from the store", stored.Count);
    }

    private void Begin()
    {
        Timers.Cancel(nameof(RestorePatience));
        Become(OnReceive);
        Stash.UnstashAll();
        var self = Self;
        _bank.Notify(() => self.Tell(NeaSmartMessages.News.Instance));
        _server.Tell(NeaSmartMessages.Serve.Instance);
    }

    private void Define() =>
        _parameters.Tell(new ParameterMessages.Define(RegisterParameters.All, RegisterParameters.Round, "NEA SMART base"));

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
        if (_values.TellAlive(_bank.IsAlive))
        {
            WriteStartup();
        }

        _values.Tell(news.Words);
        foreach (var step in news.Steps)
        {
            _writes.Progress(step);
        }

        _saver.Save(news.Unsaved, Self);
        _spreading = true;
        _parameters.Tell(new Identify(_parameters));
    }

    private void WriteStartup()
    {
        foreach (var (register, number) in _startup.Take().Where(setting => !_bank.HasOffer(setting.Register.Address)))
        {
            Log.Info("{Key} is written as {Number}, as it is to be at every start", register.Key, number);
            _parameters.Tell(new WriteParameter(register.Key, (long)number, "startup", AnswerWhenAccepted: true), Self);
        }
    }

    private sealed record TickOver : ILocalMessage
    {
        public static readonly TickOver Instance = new();
    }

    private sealed record NothingStored : ILocalMessage
    {
        public static readonly NothingStored Instance = new();
    }
}
