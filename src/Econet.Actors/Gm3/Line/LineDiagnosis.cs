using System.Collections.Immutable;
using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// Why a port brings no frames: it can't be opened, is closed again, is silent, or brings bytes that make none. Notified of what happens to the port
/// and of what has come.
/// </summary>
/// <param name="port">The port's name.</param>
internal sealed class LineDiagnosis(string port, Gm3Options options, TimeProvider time)
{
    /// <summary>The longest that no byte comes on a bus that is well; one that waits for a lost token is woken up within 12 s.</summary>
    public static readonly TimeSpan MayBeSilent = TimeSpan.FromSeconds(20);

    /// <summary>A panel speaks several times in it.</summary>
    public static readonly TimeSpan MayLackFrames = TimeSpan.FromSeconds(15);

    /// <summary>Fewer bytes than these may be the noise of an idle line.</summary>
    private const int EnoughBytes = 200;

    /// <summary>One may be chance.</summary>
    private const int EnoughEmFrames = 2;

    private const int FastBaud = 115_200;
    private const int SlowBaud = 38_400;

    private readonly PortProblem _port = new(port, time);
    private bool _isOpen;
    private Moment? _quietSince;
    private (LineSignal Signal, Finding Finding)? _noFrames;

    /// <summary>The line was opened.</summary>
    public void Opened()
    {
        _isOpen = true;
        _quietSince ??= time.Now();
    }

    /// <summary>The line was closed because it was silent, and will be reopened: it is silent still.</summary>
    public void ClosedForSilence() => _isOpen = false;

    /// <summary>The line was closed through no fault of its own.</summary>
    public void ClosedByUs() => (_isOpen, _quietSince) = (false, null);

    /// <summary>The port could not be opened.</summary>
    public void Failed(string reason)
    {
        (_isOpen, _quietSince) = (false, null);
        _port.Failed(reason);
    }

    /// <summary>The line is gone.</summary>
    /// <param name="last">What it brought.</param>
    public void Lost(string reason, LineSample last)
    {
        (_isOpen, _quietSince) = (false, null);
        _port.Lost(reason, last.Framed ? [] : last.Recent.Span);
    }

    /// <summary>What is wrong now.</summary>
    /// <param name="sample">What has come since the last frame.</param>
    /// <param name="lasts">The line has been open for long enough not to be closed again right away.</param>
    public ImmutableArray<Finding> Findings(LineSample sample, bool lasts)
    {
        if (_isOpen && (lasts || sample.Framed))
        {
            _port.Works();
        }

        if (sample.Bytes == 0)
        {
            _noFrames = null;
        }

        return (_port.Find() ?? OfBytes(sample)) is { } finding ? [finding] : [];
    }

    private Finding? OfBytes(LineSample sample)
    {
        if (!_isOpen && _quietSince is null)
        {
            return null;
        }

        var heardAt = sample.LastAt is { } last && last.Ticks > _quietSince!.Value.Ticks ? last : _quietSince!.Value;
        var mayBeSilent = options.TokenRequired ? MayBeSilent : MayBeSilent + options.PollInterval;
        if (time.Since(heardAt) >= mayBeSilent)
        {
            return new(
                ProblemCode.LineSilent,
                $"No data arrives on {port}: check that the heating system is on, that wires A and B of its bus are connected to the adapter, and "
                + "that the adapter has power");
        }

        if (sample.FirstAt is not { } firstAt || sample.Bytes < EnoughBytes)
        {
            return null;
        }

        if (EmFrames.Count(sample.Recent.Span) >= EnoughEmFrames)
        {
            return new(
                ProblemCode.WrongProtocol,
                "The controller speaks the EM protocol of the ecoMAX 8xx and 9xx series, which is not supported; only controllers with GM3 are, such "
                + "as the ecoMAX 360i");
        }

        return time.Since(firstAt) >= MayLackFrames ? NoFrames(sample) : null;
    }

    /// <summary>Stays as it was first told until another guess is better, or the number of bytes in it would be news every second.</summary>
    private Finding NoFrames(LineSample sample)
    {
        var signal = LineSignals.Guess(sample.Recent.Span);
        if (_noFrames is { } told && told.Signal == signal)
        {
            return told.Finding;
        }

        var other = (signal, options.Baud) switch
        {
            (LineSignal.Slower, <= SlowBaud) => "a lower baud rate",
            (LineSignal.Faster, >= FastBaud) => "a higher baud rate",
            (_, > SlowBaud) => Speed(SlowBaud),
            _ => Speed(FastBaud),
        };
        var (looks, remedy) = signal switch
        {
            LineSignal.Slower => (
                $", which look like those of a bus slower than {options.Baud} baud", $"set {other}; if that does not help, swap wires A and B"),
            LineSignal.Faster => (
                $", which look like those of a bus faster than {options.Baud} baud", $"set {other}; if that does not help, swap wires A and B"),
            LineSignal.Inverted => (", whose bits look inverted", $"swap wires A and B; if that does not help, set {other}"),
            _ => ("", $"set {other}, and swap wires A and B"),
        };
        var finding = new Finding(
            ProblemCode.NoFrames,
            string.Create(CultureInfo.InvariantCulture, $"No GM3 frames in {sample.Bytes:N0} bytes{looks}: {remedy}"));
        _noFrames = (signal, finding);
        return finding;
    }

    private string Speed(int baud) => port.StartsWith("tcp://", StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"the serial side of the adapter to {baud} baud")
        : string.Create(CultureInfo.InvariantCulture, $"SERIAL_BAUD to {baud}");
}
