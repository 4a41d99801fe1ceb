using System.Collections.Immutable;
using Akka.Actor;
using Econet.Gm3;

namespace Econet.Actors.Parameters;

/// <summary>What a driver and the parameters of its device say to each other.</summary>
public static class ParameterMessages
{
    /// <summary>The parameters of the device are these from now on. States of those that stay the same are kept.</summary>
    public sealed record Define(ImmutableArray<ParameterDefinition> Definitions);

    /// <summary>One value that the device said.</summary>
    public readonly record struct Reading(int Index, Value Value);

    /// <summary>Values that the device said in one answer.</summary>
    public sealed record Readings(ImmutableArray<Reading> Values, Moment At);

    /// <summary>The device answers, or does so no more.</summary>
    public sealed record Alive(bool Answers);

    /// <summary>
    /// To the driver: bring this value to the device. It answers the sender with one <see cref="WriteEnded"/> of the same id.
    /// </summary>
    /// <param name="Id">The sender's own number for the write.</param>
    public sealed record Write(long Id, int Index, Value Value);

    /// <summary>How the driver's write ended.</summary>
    /// <param name="Held">What the device holds now, when it was read back.</param>
    /// <param name="Reason">For the one who asked, where there is more to say than the outcome does.</param>
    public sealed record WriteEnded(long Id, WriteOutcome Outcome, Value Held, Moment At, string? Reason = null);

    public enum WriteOutcome
    {
        /// <summary>The device took the value, and holds it.</summary>
        Verified,

        /// <summary>The device refused it.</summary>
        Refused,

        /// <summary>The device took it, and holds another.</summary>
        Mismatch,

        /// <summary>The device could not be reached, or said nothing, in time.</summary>
        TimedOut,

        /// <summary>A later write of the same parameter took its place before it was sent.</summary>
        Superseded,
    }

    /// <summary>Between directory and parameter: what limits it stands at now.</summary>
    internal sealed record Limits(double? Min, double? Max);

    /// <summary>The parameter has not been confirmed for too long.</summary>
    internal sealed record Expire
    {
        public static readonly Expire Instance = new();
    }

    /// <summary>Between directory and parameter: write this for <paramref name="Requester"/>.</summary>
    internal sealed record WriteFor(object? Input, IActorRef Requester);

    /// <summary>Between parameter and directory: the state is this now.</summary>
    internal sealed record StateChanged(int Place, ParameterState State);
}
