namespace Econet.Actors.Ports;

/// <summary>
/// The attempts to open a port that shall be open: which of them counts, how long to wait before the next, and what of it is worth telling.
/// </summary>
internal sealed class LineAttempts(TimeProvider time)
{
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A line that is gone sooner than this was none: an adapter that hangs up at once is not to be called all the time.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(5);

    /// <summary>Of the whole process: an actor that has restarted must not take an attempt of its former self for its own.</summary>
    private static int _numbers;

    /// <summary>Those that have not ended yet, for a stop to close what they still open.</summary>
    private readonly Dictionary<int, Task<IBusLine>> _opening = [];

    private int _current;
    private long? _openedAt;
    private bool _hungUp;

    /// <summary>How many in a row gave no lasting line.</summary>
    public int Failures { get; private set; }

    /// <summary>A port that stays away must not fill the log: its failures are told at once, and then ever more seldom.</summary>
    public bool IsFailureNews => Failures == 0 || int.IsPow2(Failures);

    /// <summary>That the port is open; of one that hangs up again and again this is told as seldom as that.</summary>
    public bool IsOpeningNews => !_hungUp || IsFailureNews;

    /// <summary>There is a line that was not closed again at once.</summary>
    public bool Lasts => _openedAt is { } at && time.GetElapsedTime(at) >= Lasting;

    /// <summary>To wait before the next attempt.</summary>
    public TimeSpan Pause
    {
        get
        {
            var pause = FirstPause * Math.Pow(2, Math.Clamp(Failures - 1, 0, 10));
            return pause < LongestPause ? pause : LongestPause;
        }
    }

    /// <summary>What is told of an attempt, or of its line, is of the one that counts.</summary>
    public bool IsCurrent(int number) => number == _current;

    /// <summary>The number of a new attempt, which is the one that counts from now on.</summary>
    public int Begin() => _current = Interlocked.Increment(ref _numbers);

    /// <summary>The attempt of this number is under way.</summary>
    public Task<IBusLine> Opening(int number, Task<IBusLine> line) => _opening[number] = line;

    /// <summary>An attempt gave a line.</summary>
    /// <returns>False when it does not count any more, and its line is to be closed.</returns>
    public bool Opened(int number)
    {
        _opening.Remove(number);
        _openedAt = IsCurrent(number) ? time.GetTimestamp() : _openedAt;
        return IsCurrent(number);
    }

    /// <summary>An attempt gave none.</summary>
    /// <returns>False when it does not count any more.</returns>
    public bool Failed(int number)
    {
        _opening.Remove(number);
        if (!IsCurrent(number))
        {
            return false;
        }

        Failures++;
        _hungUp = false;
        GiveUp();
        return true;
    }

    /// <summary>The line is gone.</summary>
    public void Lost()
    {
        _hungUp = _openedAt is not { } at || time.GetElapsedTime(at) < Lasting;
        Failures = _hungUp ? Failures + 1 : 0;
        GiveUp();
    }

    /// <summary>The line is closed by us; what it still says is not for the next one.</summary>
    public void GiveUp() => (_current, _openedAt) = (0, null);

    /// <summary>Closes what is still being opened: nobody waits for it any more.</summary>
    public void Stop()
    {
        GiveUp();
        foreach (var attempt in _opening.Values)
        {
            _ = CloseWhenOpen(attempt);
        }
    }

    private static async Task CloseWhenOpen(Task<IBusLine> attempt)
    {
        try
        {
            await (await attempt.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is BusPortException or OperationCanceledException or IOException)
        {
            // It never opened, or is gone already: nothing is left to close.
        }
    }
}
