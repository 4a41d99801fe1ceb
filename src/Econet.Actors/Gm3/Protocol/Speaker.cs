using Econet.Actors.Gm3.Line;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>Sends the frames that wait, each after the silence that the bus wants before it.</summary>
internal sealed class Speaker : IDisposable
{
    /// <summary>
    /// The first byte of an answer has been heard by then, if there is one: a device takes up to 15 ms to begin, adapters hand bytes over in pieces,
    /// and a process that starts or stops on a busy machine hears them tens of milliseconds late. Only what does not wait for the answer waits for
    /// this, such as the token return of a stop; to meet the answer costs seconds.
    /// </summary>
    private static readonly TimeSpan AnswerBegins = TimeSpan.FromMilliseconds(150);

    /// <summary>An answer may take so many times as long as the slowest of the last ones.</summary>
    private const double SlowerThanBefore = 4.0 / 3;

    /// <summary>A question is answered no later than this after its last byte: the panel waits for 100 ms, the end of the answer included.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMilliseconds(80);

    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly SpeakerLicence _licence;
    private readonly Outbox _outbox;
    private readonly ITimer _gapTimer;
    private IBusLine? _line;
    private LineActivity? _activity;

    /// <summary>When the last whole frame of others ended that nothing came right behind.</summary>
    private long _frameEnd;

    /// <summary>When the last request was sent.</summary>
    private long _askedAt;

    /// <param name="gapOver">Told from any thread when <see cref="TrySend"/> is worth another call.</param>
    public Speaker(Gm3Options options, TimeProvider time, SpeakerLicence licence, Action gapOver)
    {
        (_options, _time, _licence) = (options, time, licence);
        _outbox = new Outbox(time) { AnswerPatience = AnswerPatience };
        Echoes = new OwnEchoes(time);
        Delay = new AdapterDelay(time);

        // Unbidden we may speak into a pause of somebody else's frame: only a long one is its end.
        Gap = new TurnaroundGap(options.TokenRequired ? options.ShortestGap : options.LongestGap, options.LongestGap, time);
        _gapTimer = BusTimer.Create(time, gapOver);
    }

    public TurnaroundGap Gap { get; }

    public OwnEchoes Echoes { get; }

    public AdapterDelay Delay { get; }

    public bool HasLine => _line is not null;

    /// <summary>How long the line has been silent; null without one.</summary>
    public TimeSpan? Silence => _activity?.Silence;

    /// <summary>How long the line has been silent, when a byte of others was heard after <paramref name="timestamp"/>; else null.</summary>
    public TimeSpan? HeardSince(long timestamp) => _activity is { } activity && activity.HeardAt > timestamp ? activity.Silence : null;

    /// <summary>Bytes of others since the line was opened.</summary>
    public long BytesReceived => _activity?.Received ?? 0;

    public void Open(IBusLine line, LineActivity activity) => (_line, _activity) = (line, activity);

    /// <summary>The line is gone, and what waited for it.</summary>
    public void Close()
    {
        (_line, _activity) = (null, null);
        _outbox.Clear();
    }

    /// <summary>A whole frame of others ended at <paramref name="end"/>.</summary>
    /// <param name="isFollowed">Somebody has gone on already.</param>
    /// <returns>It is too late to answer it.</returns>
    public bool Heard(Moment end, bool isFollowed)
    {
        _frameEnd = isFollowed ? _frameEnd : end.Ticks;
        _outbox.HeardAt = end.Ticks;
        _outbox.AnswerPatience = AnswerPatience - Delay.Current;
        Echoes.HeardOthers(end, Delay.Current);
        return isFollowed || _time.GetElapsedTime(end.Ticks) > _outbox.AnswerPatience;
    }

    public void Add(Outgoing frame) => _outbox.Add(frame);

    /// <summary>Sends the next frame that somebody still waits for, when the line is free.</summary>
    /// <param name="current">The request in flight.</param>
    /// <returns>What was sent, and how long it is on the wire; null when nothing can be sent now.</returns>
    public (Outgoing Sent, TimeSpan WireTime)? TrySend(Exchange? current)
    {
        // The line asks again, right before the bytes leave; what is not sent must not count as sent either.
        if (_line is null || _activity is null || !_licence.IsValid)
        {
            _outbox.Clear();
            return null;
        }

        if (_outbox.Peek(current) is not { } next)
        {
            return null;
        }

        var silence = _activity.Silence;
        var wait = GapBefore(next, _activity) - silence;
        if (wait > TimeSpan.Zero)
        {
            // Rounded up: a timer that fires a tick early would only be set again.
            _gapTimer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            return null;
        }

        _outbox.Remove(next);
        var bytes = next.Frame.ToArray();
        var wireTime = _options.WireTime(bytes.Length);
        Echoes.Sending(next.Frame, wireTime);
        _activity.Sending(bytes, wireTime);

        // Before the sending: an answer can be here before it returns.
        if (next.Exchange is { } exchange)
        {
            _askedAt = _time.GetTimestamp();
            exchange.Sending(_askedAt, silence);
        }

        _line.Send(bytes);
        return (next, wireTime);
    }

    public void Dispose() => _gapTimer.Dispose();

    /// <summary>
    /// Behind a whole frame that answers what we asked the gap is short. Anything else may go on. What may stay unanswered is not sent so soon
    /// that its silence could be taken for the device's.
    /// </summary>
    private TimeSpan GapBefore(Outgoing frame, LineActivity activity) =>
        _askedAt > activity.HeardAt ? AnswerHasBegun()
        : _frameEnd >= activity.HeardAt && frame.Exchange?.Request.IsExpected != false ? Gap.Current
        : Gap.Longest;

    /// <summary>
    /// How long after a request its answer may still begin. Whatever is sent before that, and be it the token return, may meet the answer, and
    /// both are lost.
    /// </summary>
    private TimeSpan AnswerHasBegun() =>
        new[] { AnswerBegins, Gap.Longest, Delay.Slowest * SlowerThanBefore ?? TimeSpan.Zero }.Max();
}
