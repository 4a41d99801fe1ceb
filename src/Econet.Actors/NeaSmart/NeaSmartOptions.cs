using Econet.Actors.Vocabulary;

namespace Econet.Actors.NeaSmart;

/// <summary>How a NEA SMART 2.0 system is served. The defaults suit the real base.</summary>
public sealed record NeaSmartOptions
{
    public required NeaSmartServer Server { get; init; }

    /// <summary>
    /// The Modbus units we answer for, 1 … 247: the addresses at which the base asks for settings. Requests for others are ignored.
    /// </summary>
    public IReadOnlyList<byte> Units { get; init; } = [240, 241];

    /// <summary>
    /// A setting that the base has not written since the start, since the line was lost, or after it did not touch it for longer than
    /// <see cref="SilentAfter"/>, reads as 0: the base answers that by writing its real value. A user's write from before waits for that word
    /// too. False offers the stored value, or the write, at once, which the base takes for a wish, even where the wall thermostat was moved
    /// meanwhile.
    /// </summary>
    public bool SyncOnStartup { get; init; } = true;

    /// <summary>A value that the base has not written, or read where it is a setting, for this long is stale.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The operation mode that is written at every start, 1 … 5, for a base that never says its own; null writes none. It is a command as
    /// any user's.
    /// </summary>
    public int? StartupMode { get; init; }

    /// <summary>The operation state that is written at every start, 1 … 6; null writes none.</summary>
    public int? StartupState { get; init; }

    /// <summary>Without a request to one of our units for this long the system counts as silent.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A write that the base has not read within this time has failed, and is withdrawn; one that it has read, when it has not confirmed it.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the base may still write its former value after it has read a new one, and how long it is waited for its own word before
    /// its going on reading the value is taken for it.
    /// </summary>
    public TimeSpan EchoTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Masters at a time over TCP; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>A TCP connection without a whole request for this long is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>On an RTU line, a pause that no frame goes on after; less than the master waits for its answer.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where registers, values and writes are kept, as <c>{id}.db</c>; null keeps them in memory only.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>
    /// The SQLite file instead of the one in <see cref="StateDirectory"/>; <c>.db</c> is added where it is missing, and
    /// <c>:memory:</c> is none.
    /// </summary>
    public string? DatabasePath { get; init; }

    /// <summary>Go on in memory when the database can't be used. False waits for it before any master is served.</summary>
    public bool EnableFallback { get; init; } = true;

    /// <summary>
    /// Writes are accepted without waiting for their end also while they can't be recorded, because the disk fails; the job says that it is not
    /// durable. False refuses them with <see cref="Messages.EconetError.NotDurable"/>. Where everything is kept in memory only, by choice, they
    /// always are.
    /// </summary>
    public bool AcceptWritesWithoutDisk { get; init; }

    /// <summary>What the registers mean, and with that what they can hold.</summary>
    public VocabularySource Vocabulary { get; init; } = VocabularySource.BuiltIn;
}
