using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What a driver and the parameters of its device say to each other.</summary>
internal static class ParameterMessages
{
    /// <summary>The parameters of the device are these from now on. When they are the same as before, their states are kept.</summary>
    /// <param name="Round">The nearest value the device can hold to one that a parameter's type and limits allow; null where it holds all.</param>
    /// <param name="Called">What people call such a device, for the message that it is unavailable.</param>
    /// <param name="Anew">The device is another one: nothing of the former one is kept.</param>
    public sealed record Define(
        ImmutableArray<ParameterDefinition> Definitions,
        Func<ParameterDefinition, Value, Value>? Round = null,
        string Called = Define.HeatPump,
        bool Anew = false) : ILocalMessage
    {
        internal const string HeatPump = "Heat pump";
    }

    /// <summary>One value that the device said.</summary>
    /// <param name="MaxAge">How long it may be taken for good without another.</param>
    /// <param name="Certain">However implausible: it was set so, and the device may not say it a second time.</param>
    public readonly record struct Reading(int Index, Value Value, TimeSpan MaxAge, bool Certain = false);

    /// <summary>Values that the device said in one answer.</summary>
    /// <param name="InDoubt">The line may bring what nobody said: what would change a value awaits a second reading.</param>
    public sealed record Readings(ImmutableArray<Reading> Values, Moment At, bool InDoubt = false) : ILocalMessage;

    /// <summary>The device answers, or does so no more.</summary>
    /// <param name="Reason">Why it does not, for those who ask; null when there is no more to say than that.</param>
    public sealed record Alive(bool Answers, string? Reason = null) : ILocalMessage;

    /// <summary>From the parameters to their device: they have started, perhaps again, and need to be told of the device.</summary>
    internal sealed record ParametersStarted : ILocalMessage
    {
        public static readonly ParametersStarted Instance = new();
    }

    /// <summary>Everything that is known goes to the store: the host is about to stop.</summary>
    internal sealed record SaveAll : ILocalMessage
    {
        public static readonly SaveAll Instance = new();
    }

    /// <summary>Watchers are to know of this too; it gets its sequence number here.</summary>
    public sealed record Announce(DeviceEvent Event) : ILocalMessage;

    /// <summary>What keeps the device from working as it should; empty when all is well.</summary>
    public sealed record Trouble(ImmutableArray<Problem> Problems) : ILocalMessage;

    /// <summary>To the driver: read this parameter as soon as the bus allows.</summary>
    public sealed record Refresh(int Index) : ILocalMessage;

    /// <summary>
    /// To the driver: bring this value to the device. It tells the sender how that goes, <see cref="WriteProgress"/> and one
    /// <see cref="WriteEnded"/>.
    /// </summary>
    /// <param name="Id">Unique in the device.</param>
    /// <param name="Recovered">It was under way when the gateway ended, so the device may hold the value: read it first.</param>
    /// <param name="MaySend">False when it must not be sent (any more): read what the device holds, and tell the truth.</param>
    /// <param name="ReadFirst">
    /// The device held the value when it was last read: read it now, and send it only when the device holds another. Where nothing can be asked of
    /// a device, the write goes its usual way: what the device says from now on counts.
    /// </param>
    /// <param name="Bits">
    /// Only these bits are to become others: the rest is what the device holds when it is read right before, and <paramref name="Value"/> what
    /// was known so far. Null for the whole value.
    /// </param>
    public sealed record Write(
        long Id, int Index, Value Value, bool Recovered = false, bool MaySend = true, bool ReadFirst = false, WordChange? Bits = null) : ILocalMessage
    {
        /// <summary>It was sent before the gateway ended, and may have reached the device.</summary>
        internal bool WasSent { get; init; }

        /// <summary>Send it only while the device holds one of these, for else somebody has changed it since; null where that does not matter.</summary>
        internal ImmutableArray<Value>? Before { get; init; }
    }

    /// <summary>To the driver: end the write with this id as withdrawn, unless it was sent.</summary>
    internal sealed record Withdraw(long Id) : ILocalMessage;

    /// <summary>The write was sent, or acknowledged.</summary>
    /// <param name="At">When, if that was before the gateway started; null when it is now.</param>
    /// <param name="Value">What is written, where that is another value than was asked for: a bit of a word that has changed; else none.</param>
    public sealed record WriteProgress(long Id, WriteStatus Status, DateTimeOffset? At = null, Value Value = default) : ILocalMessage;

    /// <summary>How the driver's write ended.</summary>
    /// <param name="Held">What the device holds now, when it was read back.</param>
    /// <param name="Reason">For the one who asked, where there is more to say than the outcome does.</param>
    /// <param name="Error">What kind of error an expired write is, where it is no time-out.</param>
    public sealed record WriteEnded(
        long Id, WriteStatus Outcome, Value Held, Moment At, string? Reason = null, EconetError? Error = null) : ILocalMessage;

    /// <summary>To a parameter: what limits its value now.</summary>
    /// <param name="Known">False while a parameter that holds one of them was not read.</param>
    internal sealed record Limits(double? Min, double? Max, bool Known) : ILocalMessage;

    /// <summary>To a parameter: time has passed that may have made its value stale, or a second reading due.</summary>
    internal sealed record CheckAge : ILocalMessage
    {
        public static readonly CheckAge Instance = new();
    }

    /// <summary>To a parameter: see what waits for it, a <see cref="Confirmation"/> or another vocabulary.</summary>
    internal sealed record Wake : ILocalMessage
    {
        public static readonly Wake Instance = new();
    }

    /// <summary>To a parameter: a reading of it.</summary>
    internal sealed record ReadingAt(Value Value, TimeSpan MaxAge, Moment At, bool InDoubt, bool Certain) : ILocalMessage;

    /// <summary>To a parameter: its value as it was stored, which could not be read any sooner.</summary>
    internal sealed record RestoreValue(Value Value, Moment ReadAt, Moment ChangedAt) : ILocalMessage;

    /// <summary>To a parameter: its stored writes of the last day, oldest first, those under way among them.</summary>
    internal sealed record RestoreWrites(ImmutableArray<WriteJob> Jobs) : ILocalMessage;

    /// <summary>To a parameter: write this for <paramref name="Requester"/>.</summary>
    internal sealed record WriteFor(
        long Id, object? Input, string Origin, bool AnswerWhenAccepted, IActorRef Requester, Guid Request, string? CorrelationId) : ILocalMessage;

    /// <summary>To a parameter: the write of this request is not wanted any more.</summary>
    internal sealed record WithdrawRequest(Guid Request) : ILocalMessage;

    /// <summary>To a parameter: its parent has restarted and knows nothing. Answered with <see cref="Known"/>.</summary>
    internal sealed record TellAll : ILocalMessage
    {
        public static readonly TellAll Instance = new();
    }

    /// <summary>All that a parameter knows.</summary>
    /// <param name="Open">Its writes under way.</param>
    /// <param name="Confirmations">Where it looks for them.</param>
    internal sealed record Known(ParameterState State, ImmutableArray<WriteJob> Open, Confirmations Confirmations) : ILocalMessage;

    /// <summary>From a parameter: its state is this now.</summary>
    internal sealed record StateChanged(ParameterState State) : ILocalMessage;

    /// <summary>From a parameter: a write is this far.</summary>
    internal sealed record JobChanged(WriteJob Job) : ILocalMessage;
}
