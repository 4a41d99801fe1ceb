using System.Collections.Immutable;
using Econet.Gm3;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>How the participants attached through the port have behaved so far. Counts since the start.</summary>
public sealed record BusEtiquette
{
    /// <summary>Frames that attached participants sent.</summary>
    public int FramesSent { get; init; }

    /// <summary>Frames sent without the token, other than answers to an IDENTIFY and a thermostat's to the panel.</summary>
    public int WithoutToken { get; init; }

    /// <summary>
    /// Of <see cref="WithoutToken"/>, answers to an IDENTIFY that came after their time, up to 2 s later. Where the simulator and what is attached run against the clock of a
    /// busy machine, this tells of the machine.
    /// </summary>
    public int TooLate { get; init; }

    /// <summary>Transmissions that began within 2 ms of the last byte of somebody else.</summary>
    public int TooEarly { get; init; }

    /// <summary>The shortest time from somebody else's last byte to the beginning of a transmission; null before the first.</summary>
    public TimeSpan? ShortestGap { get; init; }

    /// <summary>Times that a participant began while another one transmitted; both frames were garbled.</summary>
    public int Collisions { get; init; }

    public int TokensGranted { get; init; }

    public int TokensReturned { get; init; }

    /// <summary>Tokens that the panel did not wait for any longer.</summary>
    public int TokensTakenBack { get; init; }

    /// <summary>The panel waits for no token.</summary>
    public bool IsTokenBack => TokensGranted == TokensReturned + TokensTakenBack;

    /// <summary>From the ends of the grants to the ends of the returns, or to when the panel took them back.</summary>
    public TimeSpan TokenHeld { get; init; }

    public TimeSpan LongestTokenHold { get; init; }

    /// <summary>The first few frames sent without the token.</summary>
    public ImmutableArray<HeardFrame> Breaches { get; init; } = [];

    /// <summary>The first few collisions.</summary>
    public ImmutableArray<BusCollision> Collided { get; init; } = [];
}

/// <summary>Somebody began while another one transmitted.</summary>
/// <param name="At">When the second one began, since the start of the simulation.</param>
/// <param name="First">What was being sent.</param>
/// <param name="After">How long it had been on the wire by then.</param>
/// <param name="Second">What met it.</param>
public sealed record BusCollision(TimeSpan At, ImmutableArray<byte> First, TimeSpan After, ImmutableArray<byte> Second);

/// <summary>A token that the panel has granted.</summary>
/// <param name="At">When it was granted, since the start of the simulation.</param>
/// <param name="Held">Until its return was heard, or the panel took it back.</param>
public sealed record TokenHold(ushort Address, TimeSpan At, TimeSpan Held, bool WasReturned);

/// <summary>A frame on the bus.</summary>
/// <param name="At">Time since the start of the simulation, at its last byte.</param>
public sealed record HeardFrame(TimeSpan At, Frame Frame);

/// <summary>A write that the controller or the panel received from somebody other than the panel.</summary>
/// <param name="Index">As people count: the panel's from 10000.</param>
/// <param name="Value">The value; none when its bytes did not fit the parameter.</param>
/// <param name="At">Time since the start of the simulation.</param>
public sealed record ReceivedWrite(int Index, Value Value, ushort Source, TimeSpan At, bool Accepted);
