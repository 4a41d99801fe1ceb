using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Actors.Vocabulary;
using Econet.Gm3;

namespace Econet.Actors.Gm3;

/// <summary>How a GM3 device is spoken to. The defaults suit the real bus.</summary>
public sealed record Gm3Options
{
    /// <summary>Our own address; null claims a free one of 105–130 from the panel, and keeps it.</summary>
    public ushort? SourceAddress { get; init; }

    /// <summary>The controller's address.</summary>
    public ushort ControllerAddress { get; init; } = BusAddress.Controller;

    /// <summary>The panel's address.</summary>
    public ushort PanelAddress { get; init; } = BusAddress.Panel;

    /// <summary>The name that the panel shows for us.</summary>
    public string Name { get; init; } = "econet";

    /// <summary>False asks unbidden, for a bus without a panel; expect 20–40 % of the answers.</summary>
    public bool TokenRequired { get; init; } = true;

    /// <summary>How often a request is sent before it counts as unanswered.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>So long without the beginning of an answer is none. Devices begin within 15 ms; the rest is for the adapter.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The most that <see cref="AnswerTimeout"/> grows to on a line on which answers have come late.</summary>
    public TimeSpan SlowAnswerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The silence on the bus before we speak, at first and after a missed answer; 20 ms is proven on hardware. 255 ms at most.</summary>
    public TimeSpan LongestGap { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What that silence comes down to while no answer is missed.</summary>
    public TimeSpan ShortestGap { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>A frame that has begun and then pauses for longer than this is given up.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bits a second on the bus; sets how long a frame takes.</summary>
    public int Baud { get; init; } = 115_200;

    /// <summary>What opens a serial port that is given by its address.</summary>
    public SerialDriver Driver { get; init; }

    /// <summary>How often measured values are asked for at most; zero asks with every token.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.Zero;

    /// <summary>A measured value older than this is stale.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without an answer of the controller for this long the device counts as silent.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A write that could not be brought to the device within this time has failed.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long polling may hold the token in one cycle when nothing special is to be done.</summary>
    public TimeSpan PollBudget { get; init; } = TimeSpan.FromMilliseconds(360);

    /// <summary>When a device that does not answer is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>An open line that brings no byte for that long is reopened; zero leaves it as it is.</summary>
    public TimeSpan ReopenAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stop stays on the bus at most, until the panel grants us no more tokens; zero leaves at once. A panel waits for ever for a
    /// token that it has granted to somebody who is gone.
    /// </summary>
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a parameter that is kept in non-volatile memory may be written.</summary>
    public WriteBudget WriteBudget { get; init; } = new();

    /// <summary>
    /// Writes are accepted without waiting for their end also while they can't be recorded, because the disk fails; the job says that it is not
    /// durable. False refuses them with <see cref="EconetError.NotDurable"/>. Where everything is kept in memory only, by choice, they always are.
    /// </summary>
    public bool AcceptWritesWithoutDisk { get; init; }

    /// <summary>The virtual room thermostat; null for none.</summary>
    public ThermostatOptions? Thermostat { get; init; }

    /// <summary>Where addresses, structures, values and writes are kept; null keeps them in memory only.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>What the parameters mean, and with that what they can hold and how often they are asked for.</summary>
    public VocabularySource Vocabulary { get; init; } = VocabularySource.BuiltIn;

    /// <summary>How long <paramref name="bytes"/> take on the wire: ten bits each.</summary>
    internal TimeSpan WireTime(int bytes) => TimeSpan.FromSeconds(bytes * 10.0 / Baud);
}
