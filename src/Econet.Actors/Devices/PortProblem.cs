using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;

namespace Econet.Actors.Devices;

/// <summary>Whether the port that a device is at can be opened, and stays open. Notified of each attempt and of its end.</summary>
/// <param name="port">The port's name.</param>
internal sealed class PortProblem(string port, TimeProvider time)
{
    /// <summary>A port that is back by then was only plugged in again.</summary>
    public static readonly TimeSpan MayBeAway = TimeSpan.FromSeconds(2);

    private Moment? _awaySince;
    private int _failures;
    private string _reason = "";
    private string? _text;

    /// <summary>The port could not be opened.</summary>
    /// <param name="reason">For its owner: why, and what to do.</param>
    public void Failed(string reason) => Note(reason, null);

    /// <summary>The line is gone.</summary>
    /// <param name="last">What it brought that was of no use.</param>
    public void Lost(string reason, ReadOnlySpan<byte> last) =>
        Note($"{port} is closed right after it was opened: {reason}", AdapterText.Of(last));

    /// <summary>The line lasts, or has brought what is of use.</summary>
    public void Works() => (_awaySince, _failures, _text) = (null, 0, null);

    public Finding? Find() =>
        _text is not null
            ? new(
                ProblemCode.AdapterSays,
                $"{port} is closed by the other end, which says \"{_text}\": check there what it means; often another client has the port")
        : _failures > 1 && time.Since(_awaySince!.Value) >= MayBeAway ? new(ProblemCode.PortMissing, _reason)
        : null;

    private void Note(string reason, string? text)
    {
        _awaySince ??= time.Now();
        _failures++;
        (_reason, _text) = (reason, text);
    }
}
