using Akka.Actor;

namespace Econet.Actors.Messages;

/// <summary>All parameters as they are known. Answered with a <see cref="DeviceSnapshot"/>.</summary>
public sealed record GetSnapshot : IDeviceRequest
{
    public static readonly GetSnapshot Instance = new();
}

/// <summary>Answered with a <see cref="ParameterValue"/>.</summary>
/// <param name="MaxAge">The bus is asked when the value is older than this; null takes what is known.</param>
public sealed record GetParameter(string Key, TimeSpan? MaxAge = null) : IDeviceRequest;

/// <summary>Answered with a <see cref="WriteResult"/> once the write has ended, or was accepted.</summary>
/// <param name="Origin">Who asks, for the audit: client address, key name.</param>
/// <param name="AnswerWhenAccepted">Answer as soon as the write will survive a crash; <see cref="GetWrites"/> tells how it ends.</param>
/// <param name="Request">
/// Tells this request from all others: sent once more, as when no answer came, it is answered and makes no second write, also after a restart.
/// <see cref="WithdrawWrite"/> calls it by this. Empty when nobody will repeat or withdraw it.
/// </param>
public sealed record WriteParameter(
    string Key, object? Value, string Origin = "", bool AnswerWhenAccepted = false, Guid Request = default) : IDeviceRequest
{
    /// <summary>An id that the caller logs, kept with the write so that the two can be found together. Several writes may share one.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>
/// Whoever asked for a write does not want it any more. While it is queued it is withdrawn and ends so; once it was sent it goes on, as
/// the device may hold the value already. Either way the write itself is answered, and this is not.
/// </summary>
/// <param name="Key">As in the <see cref="WriteParameter"/>.</param>
/// <param name="Request">The <see cref="WriteParameter.Request"/>.</param>
public sealed record WithdrawWrite(string Key, Guid Request) : IDeviceRequest;

/// <summary>Answered with a <see cref="WriteList"/>.</summary>
/// <param name="Id">One write alone; null for the last ones.</param>
public sealed record GetWrites(long? Id = null) : IDeviceRequest;

/// <summary>
/// Every <see cref="DeviceEvent"/> from now on goes to <paramref name="Watcher"/>, a <see cref="SnapshotTaken"/> first, until it
/// stops, or <see cref="UnwatchDevice"/>. <see cref="WatchEnded"/> is the last when the device can't keep that up: watch again then.
/// </summary>
public sealed record WatchDevice(IActorRef Watcher) : IDeviceRequest;

/// <summary>The watcher is told nothing more. No answer.</summary>
public sealed record UnwatchDevice(IActorRef Watcher) : IDeviceRequest;

/// <summary>Answered with an <see cref="AlarmList"/>.</summary>
public sealed record GetAlarms : IDeviceRequest
{
    public static readonly GetAlarms Instance = new();
}

/// <summary>Answered with a <see cref="DeviceStatus"/>.</summary>
public sealed record GetStatus : IDeviceRequest
{
    public static readonly GetStatus Instance = new();
}
