using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <summary>Whether the panel's questions to us reach us in time to be answered.</summary>
internal sealed class AnswerChances(TimeProvider time)
{
    /// <summary>What was asked longer ago says nothing.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>A line begins with what its adapter has kept from before.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private const int Enough = 3;
    private const int Remembered = 10;

    private readonly Queue<(Moment At, bool TooLate)> _asked = [];
    private Moment? _since;

    /// <summary>Most of them have come too late.</summary>
    public bool AreLost
    {
        get
        {
            var lately = _asked.Where(asked => time.Since(asked.At) < Memory).ToList();
            return _since is { } since && time.Since(since) >= Settling && lately.Count >= Enough && lately.Count(asked => asked.TooLate) * 2 > lately.Count;
        }
    }

    public void Restart()
    {
        _asked.Clear();
        _since = null;
    }

    /// <summary>The panel asked who is at an address that is ours, or that we would take.</summary>
    public void Asked(Moment at, bool tooLate)
    {
        _since ??= at;
        _asked.Enqueue((at, tooLate));
        if (_asked.Count > Remembered)
        {
            _asked.Dequeue();
        }
    }
}
