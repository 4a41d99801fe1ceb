namespace Econet.Actors.Ports;

/// <summary>
/// Until when this process may speak on a bus that other processes can reach too. It ends by the monotonic clock, which goes on while a process is
/// stopped: one that was paused wakes up without it. Once it is over it is not renewed, because somebody else may have spoken meanwhile. For any thread.
/// </summary>
internal sealed class SpeakerLicence
{
    private const long Never = long.MaxValue;

    private readonly TimeProvider _time;
    private long _end;

    /// <summary>One that is valid from <paramref name="asked"/> on.</summary>
    /// <param name="asked">
    /// When it was asked for, as <see cref="TimeProvider.GetTimestamp"/> counts: whoever grants it counts from a later moment, and so longer.
    /// </param>
    public SpeakerLicence(TimeProvider time, long asked, TimeSpan length)
    {
        _time = time;
        _end = EndOf(asked, length);
    }

    private SpeakerLicence() => (_time, _end) = (TimeProvider.System, Never);

    /// <summary>Of a process that is alone with its buses.</summary>
    public static SpeakerLicence Unlimited { get; } = new();

    /// <summary>To be asked right before bytes leave.</summary>
    public bool IsValid => IsBefore(Volatile.Read(ref _end));

    /// <summary>How long it is valid from now on; zero when it is over.</summary>
    public TimeSpan Left => Volatile.Read(ref _end) switch
    {
        Never => TimeSpan.MaxValue,
        var end when IsBefore(end) => _time.GetElapsedTime(_time.GetTimestamp(), end),
        _ => TimeSpan.Zero,
    };

    /// <inheritdoc cref="SpeakerLicence(TimeProvider, long, TimeSpan)"/>
    /// <returns>False when it was over before: it was not renewed.</returns>
    public bool Renew(long asked, TimeSpan length)
    {
        var end = Volatile.Read(ref _end);
        return IsBefore(end) && Interlocked.CompareExchange(ref _end, EndOf(asked, length), end) == end;
    }

    /// <summary>Valid again although it was over: whoever grants it knows that nobody else spoke meanwhile.</summary>
    /// <inheritdoc cref="SpeakerLicence(TimeProvider, long, TimeSpan)"/>
    public void Resume(long asked, TimeSpan length) => Volatile.Write(ref _end, EndOf(asked, length));

    /// <summary>It is over from now on.</summary>
    public void End() => Volatile.Write(ref _end, 0);

    private bool IsBefore(long end) => end == Never || (end != 0 && _time.GetTimestamp() - end < 0);

    private long EndOf(long asked, TimeSpan length) => asked + (long)(length.TotalSeconds * _time.TimestampFrequency);
}
