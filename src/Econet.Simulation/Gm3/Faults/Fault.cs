using Econet.Gm3;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>Something that goes wrong on the simulated bus, how often and when. Times count from when its plan takes effect.</summary>
public abstract record Fault
{
    /// <summary>How likely it strikes each time that it could, 0 to 1; a state (a cable out) each time that it would begin.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>When it begins.</summary>
    public TimeSpan From { get; init; }

    /// <summary>How long it lasts each time; null: until its plan is withdrawn.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>From one beginning to the next; null: it begins once.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>How many times it strikes at most; null: without end.</summary>
    public int? Times { get; init; }

    /// <summary>Which frames it may strike, of those of its kind; null: all.</summary>
    public Func<Frame, bool>? Where { get; init; }

    /// <summary>Whether it strikes by beginning, and is there until it ends; else it strikes frames, or at moments of its own.</summary>
    internal virtual bool IsState => false;
}

/// <summary>A fault that is a state of somebody or something on the bus.</summary>
public abstract record StateFault : Fault
{
    internal override bool IsState => true;
}

/// <summary>What a frame is to the one who waits for it.</summary>
public enum FrameKind
{
    /// <summary>Answers, refusals included, whoever asked.</summary>
    Answer,

    /// <summary>What somebody is asked or told, but for what belongs to the token.</summary>
    Request,

    /// <summary>Token grants of the panel.</summary>
    Grant,

    /// <summary>Token returns to the panel.</summary>
    Return,
}

/// <summary>Bits turn over on the wire; everybody hears the same damaged bytes.</summary>
/// <param name="Rate">The probability for each data bit.</param>
public sealed record BitErrors(double Rate) : Fault;

/// <summary>Frames that nobody hears.</summary>
public sealed record LostFrames(FrameKind Kind) : Fault;

/// <summary>Frames of which only a beginning is heard.</summary>
public sealed record TruncatedFrames(FrameKind Kind) : Fault;

/// <summary>Frames of the bus's own devices that are sent twice, one right behind the other.</summary>
public sealed record DoubledFrames(FrameKind Kind) : Fault;

/// <summary>Frames of the bus's own devices that are sent so much later, whoever speaks then.</summary>
public sealed record DelayedFrames(FrameKind Kind, TimeSpan By) : Fault;

/// <summary>Frames of the bus's own devices are damaged; half of them get a good CRC, so that what they hold is what is wrong.</summary>
public sealed record MangledFrames : Fault;

/// <summary>Bursts of damaged copies of what was said lately; half of them with a good CRC.</summary>
/// <param name="MeanPause">From one burst to the next; each pause is chance.</param>
/// <param name="MaxFrames">The longest burst.</param>
public sealed record ForgedFrames(TimeSpan MeanPause, int MaxFrames) : Fault;

/// <summary>
/// Right before or behind the answer to a peripheral comes one with the same source, command and first index, to somebody else or to
/// all, with other values.
/// </summary>
public sealed record MimickedAnswers : Fault;

/// <summary>A port hears its own bytes, as behind a half-duplex adapter that echoes.</summary>
public sealed record Echo : StateFault;

/// <summary>
/// Bursts of random bytes, of beginnings of frames with plausible lengths, and of cut and damaged frames, whoever speaks.
/// </summary>
/// <param name="MeanPause">From one burst to the next; each pause is chance.</param>
/// <param name="MaxBytes">The longest burst.</param>
public sealed record Noise(TimeSpan MeanPause, int MaxBytes) : Fault;

/// <summary>Controller and panel refuse writes that they would take otherwise.</summary>
/// <param name="Which">By public index; null: all.</param>
public sealed record RefusedWrites(Func<int, bool>? Which) : Fault;

/// <summary>Requests that a device leaves unanswered, and does not carry out.</summary>
/// <param name="Device">The address of the one that is asked.</param>
public sealed record IgnoredRequests(ushort Device, Command Command) : Fault;

/// <summary>The controller answers nothing.</summary>
public sealed record MuteController : StateFault;

/// <summary>The panel grants no token.</summary>
public sealed record NoGrants : StateFault;

/// <summary>The panel grants a token twice, one grant right behind the other, and waits for one return.</summary>
public sealed record DoubleGrants : Fault;

/// <summary>The panel forgets every peripheral, when the fault begins.</summary>
public sealed record ForgottenPeripherals : StateFault;

/// <summary>Somebody else answers the panel at a peripheral's address, takes its tokens and gives them back.</summary>
/// <param name="Address">Null: the first address that the panel has registered when the fault begins.</param>
public sealed record AddressGivenAway(ushort? Address) : StateFault;

/// <summary>Another controller is in place: another UID, fewer parameters, other indices for most.</summary>
public sealed record ChangedController : StateFault;

/// <summary>The cable is out: open lines are gone, what they were sending is cut off, and opening fails.</summary>
public sealed record Unplugged : StateFault;

/// <summary>The port takes no byte; a line with bytes waiting is gone after a second.</summary>
public sealed record HungWrites : StateFault;

/// <summary>The port opens, and carries no byte either way.</summary>
public sealed record DeadPort : StateFault;

/// <summary>The port runs at another speed than the bus: what either side says is something else to the other.</summary>
/// <param name="Baud">The port's bits per second.</param>
public sealed record WrongBaud(int Baud) : StateFault;

/// <summary>A and B are swapped at the port: every bit arrives inverted, start and stop bits among them.</summary>
public sealed record SwappedWires : StateFault;

/// <summary>What the port sends reaches nobody, while it hears everybody.</summary>
public sealed record DeafBus : StateFault;

/// <summary>The adapter takes a connection, says something in text, and closes it.</summary>
/// <param name="Text">What it says, in ASCII.</param>
public sealed record RefusingAdapter(string Text) : StateFault;

/// <summary>The panel asks for nobody at a free address, so no peripheral can join.</summary>
public sealed record NoOffers : StateFault;

/// <summary>The bus is that of an older controller (ecoMAX 8xx, 9xx), which speaks EM; nobody speaks GM3.</summary>
public sealed record EmBus : StateFault;

/// <summary>The panel refuses to tell its alarm log.</summary>
public sealed record RefusedAlarmLog : StateFault;
