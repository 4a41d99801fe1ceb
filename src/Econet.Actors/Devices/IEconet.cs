using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>The heating systems, addressed by their ids; the same calls wherever a device lives.</summary>
public interface IEconet
{
    /// <summary>The ids of the devices there are now: those that this host was told of, in that order, then those added since.</summary>
    IReadOnlyList<string> Devices { get; }

    /// <exception cref="EconetException">There is no such device.</exception>
    IDevice Device(string id);

    /// <summary>The ids of the devices there are now, and again whenever one comes or goes.</summary>
    IAsyncEnumerable<IReadOnlyList<string>> DevicesAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Begins with a device that this host was not told of. It is there until it is removed, or the host stops; keeping it beyond that is the
    /// caller's.
    /// </summary>
    /// <exception cref="EconetException">
    /// <see cref="EconetError.BadRequest"/>: the id is taken, the kind unknown, the address nonsense or another device's, or an option out of its
    /// range; the message says which.
    /// </exception>
    Task<IDevice> AddAsync(DeviceSpec device, CancellationToken cancellation = default);

    /// <summary>Has a device leave its bus, and ends when it has. From then on it is unknown, and whoever watches it is told so.</summary>
    /// <param name="deleteState">Its state file goes with it; else one that is added with the same id finds it.</param>
    /// <exception cref="EconetException">There is no such device.</exception>
    Task RemoveAsync(string id, bool deleteState = false, CancellationToken cancellation = default);
}

/// <summary>
/// One heating system. Every call throws <see cref="EconetException"/> for what it can't answer, with
/// <see cref="EconetError.Unavailable"/> when the device could not be started or the host has stopped, and
/// <see cref="OperationCanceledException"/> when cancelled. Where an argument is null it throws <see cref="ArgumentNullException"/>.
/// </summary>
public interface IDevice
{
    string Id { get; }

    /// <summary>The device's virtual room thermostat; its calls throw <see cref="EconetException"/> where there is none.</summary>
    IThermostat Thermostat { get; }

    /// <summary>All parameters as they are known now; never asks the bus.</summary>
    Task<DeviceSnapshot> SnapshotAsync(CancellationToken cancellation = default);

    /// <summary>One parameter, by name, <c>name@index</c> or index, as it is known now.</summary>
    Task<ParameterValue> ReadAsync(string key, CancellationToken cancellation = default);

    /// <summary>
    /// One parameter no older than <paramref name="maxAge"/>: asks the bus when what is known is older, and waits up to 15 s for the answer; then
    /// it fails with <see cref="EconetError.TimedOut"/>.
    /// </summary>
    Task<ParameterValue> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellation = default);

    /// <summary>
    /// Writes a value and waits until the device holds it, or has refused it, or its time is over: by default 30 s for a
    /// GM3 heat pump and 5 minutes for a NEA SMART base, and the work begun by then. What the device or the rules refuse is a result, not an
    /// exception.
    /// <para>
    /// Cancelling withdraws the write where it is still queued. One that was sent goes on, whether somebody waits for it or not:
    /// <see cref="WritesAsync"/> tells how it ended.
    /// </para>
    /// </summary>
    /// <param name="value">
    /// A bool, a number of any .NET type, a string, an enum (its number), a <see cref="Econet.Values.Value"/> or a JSON element;
    /// the name of a number where the vocabulary has names, a scaled number where it has a scale, and <see cref="Vocabulary.BitChanges"/> for some
    /// bits of a word by their names.
    /// </param>
    Task<WriteResult> WriteAsync(string key, object? value, CancellationToken cancellation = default);

    /// <param name="options">Who asks, and whether to wait for the end.</param>
    /// <inheritdoc cref="WriteAsync(string, object?, CancellationToken)"/>
    Task<WriteResult> WriteAsync(string key, object? value, WriteOptions options, CancellationToken cancellation = default);

    /// <summary>The last writes, newest first, 1000 at most; the one with this id alone when one is named.</summary>
    Task<IReadOnlyList<WriteJob>> WritesAsync(long? id = null, CancellationToken cancellation = default);

    /// <summary>The alarm log, which is read last after a start: <see cref="AlarmList.ReadAt"/> tells whether it has been.</summary>
    Task<AlarmList> AlarmsAsync(CancellationToken cancellation = default);

    /// <summary>How the device and its connection are, with counters for people to look at.</summary>
    Task<DeviceStatus> StatusAsync(CancellationToken cancellation = default);

    /// <summary>
    /// What happens from now on, in order: a <see cref="SnapshotTaken"/> first, then everything that is newer. Ends when the device's
    /// parameters restart, and with an <see cref="EconetException"/> when it is read too slowly: begin again then.
    /// </summary>
    IAsyncEnumerable<DeviceEvent> EventsAsync(CancellationToken cancellation = default);

    /// <summary>Changes of values and their qualities alone, from now on, in order; ends as <see cref="EventsAsync"/> does.</summary>
    IAsyncEnumerable<ParameterChanged> WatchAsync(CancellationToken cancellation = default);
}

/// <summary>How a write is to be made.</summary>
/// <param name="Origin">Who asks, for the audit: client address, key name.</param>
/// <param name="AnswerWhenAccepted">
/// Answer as soon as the write will survive a crash, with its <see cref="WriteResult.Job"/>; <see cref="IDevice.WritesAsync"/> tells how it
/// ends.
/// </param>
/// <param name="CorrelationId">
/// An id that the caller logs, kept with the write so that the two can be found together. Several writes may share one.
/// </param>
public sealed record WriteOptions(string Origin = "", bool AnswerWhenAccepted = false, string? CorrelationId = null);
