using Econet.Actors.Devices;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;

namespace Econet.Actors.Gm3.Listening;

/// <summary>
/// Hears a GM3 bus and never sends: finds the frames in its bytes, and what is wrong with the line or the bus, by the diagnosis of a gateway.
/// Opened on a port as its receiver, or fed with recorded bytes.
/// </summary>
public sealed class BusMonitor : IBusReceiver
{
    /// <summary>A line that has brought bytes but no frame for that long is judged.</summary>
    public static readonly TimeSpan Patience = LineDiagnosis.MayLackFrames;

    private readonly TimeProvider _time;
    private readonly TimeSpan _frameTimeout;
    private readonly Lock _lock = new();
    private readonly List<LineEvent> _found = [];
    private readonly LineEvidence _evidence;
    private readonly LineDiagnosis _line;
    private readonly BusDiagnosis _bus;
    private readonly AddressClaim _claim;
    private readonly TimedFrames _frames;
    private Moment _lastAt;

    /// <param name="port">The name of the port, for messages.</param>
    /// <param name="baud">The speed of the port in bits per second.</param>
    /// <param name="time">The clock that bytes arrive by.</param>
    public BusMonitor(string port, int baud, TimeProvider time)
    {
        var options = new Gm3Options { Baud = baud };
        (_time, _frameTimeout) = (time, options.FrameTimeout);
        _evidence = new LineEvidence(time);
        _line = new LineDiagnosis(port, options, time);
        _bus = new BusDiagnosis(options, time);
        _claim = new AddressClaim(options, time);
        _frames = new TimedFrames(_evidence.FrameFound);
    }

    /// <summary>Why the line is gone; null while it is there.</summary>
    public string? GoneBecause { get; private set; }

    /// <summary>The line is open. To be called once it is.</summary>
    public void Opened()
    {
        lock (_lock)
        {
            _line.Opened();
        }
    }

    /// <inheritdoc/>
    public void Received(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _lastAt = _time.Now();
            _evidence.Received(bytes.Span);
            _frames.Append(new ReceivedBytes(bytes, _lastAt));
            _frames.Collect(_found);
        }
    }

    /// <inheritdoc/>
    public void Gone(string reason)
    {
        lock (_lock)
        {
            GoneBecause = reason;
            _line.Lost(reason, _evidence.Take());
        }
    }

    /// <summary>What was found since this was last called. A frame that has begun and pauses for too long is given up.</summary>
    /// <param name="isEnd">Nothing will come any more.</param>
    public IReadOnlyList<HeardOnBus> Take(bool isEnd = false)
    {
        lock (_lock)
        {
            if (_frames.HasPartial && (isEnd || _time.Since(_lastAt) > _frameTimeout))
            {
                _frames.GiveUp(_found);
            }

            HeardOnBus[] taken = [.. _found.Select(Tell)];
            _found.Clear();
            return taken;
        }
    }

    /// <summary>What is wrong now, in the words of the gateway; empty when nothing is, or it is too early to tell.</summary>
    public IReadOnlyList<Problem> FindProblems()
    {
        lock (_lock)
        {
            var findings = _line.Findings(_evidence.Take(), lasts: true);
            return [.. (findings.IsEmpty && _bus.Find(_claim) is { } ofBus ? [ofBus] : findings).Select(Told)];
        }

        Problem Told(Finding finding) => new(finding.Code, finding.Message, _time.GetUtcNow());
    }

    private HeardOnBus Tell(LineEvent heard)
    {
        if (heard is LineEvent.BytesSkipped { Skip: var skip })
        {
            return new HeardOnBus.Skipped(heard.At.Time, skip.Bytes, skip.Reason);
        }

        var frame = ((LineEvent.FrameReceived)heard).Frame;
        _bus.Heard(new ProtocolMessages.Heard(frame, heard.At), _claim);
        return new HeardOnBus.Said(heard.At.Time, frame);
    }
}
