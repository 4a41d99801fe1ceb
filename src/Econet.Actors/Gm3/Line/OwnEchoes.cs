using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// Knows our own frames when they are heard: half-duplex adapters bring back what they send. An echo says nothing about anybody else.
/// </summary>
internal sealed class OwnEchoes(TimeProvider time)
{
    /// <summary>An echo is heard so long after our last byte at most: adapters and networks in between take their time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly List<(Frame Frame, Moment At, Moment Until)> _sent = [];

    /// <summary>We begin to send this now, and it takes <paramref name="wireTime"/>.</summary>
    public void Sending(Frame frame, TimeSpan wireTime)
    {
        _sent.RemoveAll(sent => time.Since(sent.Until) > TimeSpan.Zero);
        _sent.Add((frame, time.Now(), time.Later(time.Now(), wireTime + Patience)));
    }

    /// <summary>
    /// A frame of somebody else was heard. The bus keeps its order, so what was sent before does not come back any more: a frame like it is
    /// from somebody who uses our address.
    /// </summary>
    /// <param name="delay">How long the adapter takes: what it brings now was said so long before, and perhaps before ours.</param>
    public void HeardOthers(Moment at, TimeSpan delay) => _sent.RemoveAll(sent => time.GetElapsedTime(sent.At.Ticks, at.Ticks) > delay);

    /// <summary>True when a frame heard at <paramref name="at"/> is one of ours come back; each comes back once.</summary>
    public bool Take(Frame frame, Moment at)
    {
        var sent = _sent.FindIndex(sent => sent.Frame == frame && at.Ticks <= sent.Until.Ticks);
        if (sent >= 0)
        {
            _sent.RemoveAt(sent);
        }

        return sent >= 0;
    }
}
