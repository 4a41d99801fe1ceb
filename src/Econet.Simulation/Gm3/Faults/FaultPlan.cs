using System.Collections.Immutable;
using Econet.Gm3;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>
/// What goes wrong on a simulated bus, and when. Faults are added one after the other; <see cref="From"/>, <see cref="For"/>,
/// <see cref="Every"/>, <see cref="Times"/> and <see cref="Where"/> say more of the one added last:
/// <c>new FaultPlan(seed: 7).BitErrors(5e-4).LoseAnswers(0.05).From(minute).For(minute).Unplug().From(hour).For(minute)</c>.
/// The same seed, plan and inputs give the same bus. A plan never changes: each call gives another one.
/// </summary>
/// <param name="seed">What the chance of its faults comes from; each fault has its own, which the others don't disturb.</param>
public sealed class FaultPlan(int seed = 1)
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new();

    public int Seed { get; } = seed;

    public ImmutableArray<Fault> Faults { get; private init; } = [];

    /// <summary>Bits turn over on the wire, each with this probability.</summary>
    public FaultPlan BitErrors(double rate) => With(new BitErrors(Checked(rate)));

    /// <summary>Answers, whoever asked, that nobody hears.</summary>
    public FaultPlan LoseAnswers(double probability = 1) => With(new LostFrames(FrameKind.Answer), probability);

    /// <summary>Requests that nobody hears.</summary>
    public FaultPlan LoseRequests(double probability = 1) => With(new LostFrames(FrameKind.Request), probability);

    /// <summary>Token grants that nobody hears: the panel waits anyway.</summary>
    public FaultPlan LoseGrants(double probability = 1) => With(new LostFrames(FrameKind.Grant), probability);

    /// <summary>Token returns that the panel does not hear.</summary>
    public FaultPlan LoseReturns(double probability = 1) => With(new LostFrames(FrameKind.Return), probability);

    /// <summary>Answers that end too early.</summary>
    public FaultPlan TruncateAnswers(double probability = 1) => With(new TruncatedFrames(FrameKind.Answer), probability);

    /// <summary>Answers that come twice.</summary>
    public FaultPlan DoubleAnswers(double probability = 1) => With(new DoubledFrames(FrameKind.Answer), probability);

    /// <summary>Answers that come late, whoever speaks then.</summary>
    /// <param name="by">How much later than usual; beyond 2 s nobody waits for them any more.</param>
    public FaultPlan DelayAnswers(TimeSpan by, double probability = 1) => With(new DelayedFrames(FrameKind.Answer, by), probability);

    /// <summary>Answers to somebody else that look like those to a peripheral, and hold other values.</summary>
    public FaultPlan MimicAnswers(double probability = 1) => With(new MimickedAnswers(), probability);

    /// <summary>Damaged frames of devices, half of them with a good CRC: no checksum tells that they are wrong.</summary>
    public FaultPlan MangleFrames(double probability = 1) => With(new MangledFrames(), probability);

    /// <summary>Bursts of damaged copies of what was said lately, half of them with a good CRC. Devices hear them too.</summary>
    /// <param name="meanPause">From one burst to the next, on average.</param>
    /// <param name="maxFrames">The longest burst.</param>
    public FaultPlan ForgeFrames(TimeSpan meanPause, int maxFrames = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(meanPause, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrames, 1);
        return With(new ForgedFrames(meanPause, maxFrames));
    }

    /// <summary>The port hears its own bytes.</summary>
    public FaultPlan Echo() => With(new Echo());

    /// <summary>Bursts of noise, whoever speaks.</summary>
    /// <param name="meanPause">From one burst to the next, on average.</param>
    /// <param name="maxBytes">The longest burst.</param>
    public FaultPlan Noise(TimeSpan meanPause, int maxBytes = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(meanPause, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        return With(new Noise(meanPause, maxBytes));
    }

    /// <summary>Controller and panel refuse writes.</summary>
    /// <param name="which">By public index; null: all.</param>
    public FaultPlan RefuseWrites(Func<int, bool>? which = null, double probability = 1) => With(new RefusedWrites(which), probability);

    /// <summary>
    /// A device leaves a kind of request unanswered, and does not do what it asks for. <see cref="Where"/> narrows it down, to a range of
    /// parameters for example.
    /// </summary>
    /// <param name="device">Its address.</param>
    public FaultPlan Ignores(ushort device, Command command) => With(new IgnoredRequests(device, command));

    /// <summary>The panel answers requests for its alarm log with an error.</summary>
    public FaultPlan RefuseAlarmLog() => With(new RefusedAlarmLog());

    /// <summary>The controller answers nothing.</summary>
    public FaultPlan MuteController() => With(new MuteController());

    /// <summary>The panel grants no token.</summary>
    public FaultPlan GrantNoTokens() => With(new NoGrants());

    /// <summary>The panel says each grant twice.</summary>
    public FaultPlan GrantTwice(double probability = 1) => With(new DoubleGrants(), probability);

    /// <summary>The panel forgets who it knew.</summary>
    public FaultPlan ForgetPeripherals() => With(new ForgottenPeripherals());

    /// <summary>Somebody else answers at a peripheral's address and takes its tokens.</summary>
    /// <param name="address">Null: the first address that the panel knows then.</param>
    public FaultPlan GiveAddressAway(ushort? address = null) => With(new AddressGivenAway(address));

    /// <summary>Another controller: another UID, fewer parameters, other indices.</summary>
    public FaultPlan ChangeController() => With(new ChangedController());

    /// <summary>The cable is out.</summary>
    public FaultPlan Unplug() => With(new Unplugged());

    /// <summary>The port takes no byte.</summary>
    public FaultPlan HangWrites() => With(new HungWrites());

    /// <summary>The port opens, and carries nothing.</summary>
    public FaultPlan DeadPort() => With(new DeadPort());

    /// <summary>The port runs at another speed than the bus.</summary>
    /// <param name="baud">The port's bits per second.</param>
    public FaultPlan WrongBaud(int baud)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(baud, 1);
        return With(new WrongBaud(baud));
    }

    /// <summary>A and B are swapped at the port.</summary>
    public FaultPlan SwapWires() => With(new SwappedWires());

    /// <summary>Nobody hears what the port sends.</summary>
    public FaultPlan DeafBus() => With(new DeafBus());

    /// <summary>The adapter says this in text to each connection, and closes it.</summary>
    public FaultPlan RefuseConnections(string text) => With(new RefusingAdapter(text));

    /// <summary>The panel offers no free address.</summary>
    public FaultPlan OfferNoAddresses() => With(new NoOffers());

    /// <summary>The bus speaks the older EM protocol.</summary>
    public FaultPlan SpeakEm() => With(new EmBus());

    /// <summary>Another kind of fault, or one described otherwise.</summary>
    public FaultPlan With(Fault fault) => new(Seed) { Faults = Faults.Add(fault) };

    /// <summary>What another plan has too; its chance comes from this one's seed.</summary>
    public FaultPlan And(FaultPlan other) => new(Seed) { Faults = Faults.AddRange(other.Faults) };

    /// <summary>The last fault begins so long after the plan took effect.</summary>
    public FaultPlan From(TimeSpan start) => Last(fault => fault with { From = NotNegative(start) });

    /// <summary>The last fault lasts so long.</summary>
    public FaultPlan For(TimeSpan duration) => Last(fault => fault with { For = NotNegative(duration) });

    /// <summary>The last fault begins again and again, at this interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fault lasts longer than that.</exception>
    public FaultPlan Every(TimeSpan interval) => Last(fault =>
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, fault.For ?? TimeSpan.Zero);
        return fault with { Every = interval };
    });

    /// <summary>The last fault strikes so often at most.</summary>
    public FaultPlan Times(int most) => Last(fault => fault with { Times = most });

    /// <summary>The last fault strikes only frames like these.</summary>
    public FaultPlan Where(Func<Frame, bool> frames) => Last(fault => fault with { Where = frames });

    private FaultPlan With(Fault fault, double probability) => With(fault with { Probability = Checked(probability) });

    private FaultPlan Last(Func<Fault, Fault> change) => Faults.IsEmpty
        ? throw new InvalidOperationException("Say what goes wrong before saying when.")
        : new(Seed) { Faults = Faults.SetItem(Faults.Length - 1, change(Faults[^1])) };

    private static double Checked(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return probability;
    }

    private static TimeSpan NotNegative(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        return span;
    }
}
