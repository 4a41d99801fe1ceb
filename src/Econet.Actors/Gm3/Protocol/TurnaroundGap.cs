namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// The silence that is kept before each frame of ours, in whole milliseconds between two bounds. It falls step by step while requests are
/// answered, and is at its longest again with the first that is not. A step that failed is not taken again for a while.
/// </summary>
/// <remarks>
/// A request may be unanswered for reasons that have nothing to do with the gap. Those show as well after the longest gap, and behind the long
/// silence before a request is repeated: as many misses as there are there say nothing against a shorter gap.
/// </remarks>
internal sealed class TurnaroundGap
{
    /// <summary>Answers in a row before a shorter gap is tried.</summary>
    private const int AnswersToFall = 5;

    /// <summary>Answers in a row before a gap is gone back to that was good before.</summary>
    private const int AnswersToReturn = 2;

    /// <summary>A frame that was sent later than this after its time tells nothing of the gap.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(3);

    /// <summary>What was counted weighs half as much after so long: a step that failed once is tried again after twice the time.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(30);

    /// <summary>More tries than this are not remembered, so that a line that has changed is known soon.</summary>
    private const double MostTries = 200;

    /// <summary>Less than this of a miss is forgotten.</summary>
    private const double Forgotten = 0.25;

    private readonly int _shortest;
    private readonly int _longest;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, Tally> _tallies = [];
    private readonly Tally _others = new();
    private long _fadedAt;
    private int _current;
    private int _inRow;

    public TurnaroundGap(TimeSpan shortest, TimeSpan longest, TimeProvider time)
    {
        _longest = (int)Math.Ceiling(longest.TotalMilliseconds);
        _shortest = Math.Min((int)Math.Ceiling(shortest.TotalMilliseconds), _longest);
        _time = time;
        _fadedAt = time.GetTimestamp();
        (_current, Settled) = (_longest, _longest);
    }

    /// <summary>What is to be kept before the next frame.</summary>
    public TimeSpan Current => TimeSpan.FromMilliseconds(_current);

    /// <summary>What is to be kept where somebody may still be speaking.</summary>
    public TimeSpan Longest => TimeSpan.FromMilliseconds(_longest);

    /// <summary>Where it stands but for a miss that has just been, in milliseconds.</summary>
    public int Settled { get; private set; }

    /// <summary>Where it stands and the longest step that failed, a byte of milliseconds each; to be kept across restarts.</summary>
    public byte[] Encode() => [(byte)Settled, (byte)_tallies.Where(t => IsBad(t.Value)).Select(t => t.Key).DefaultIfEmpty().Max()];

    /// <summary>Goes on where it stood before; what is none, or beyond the bounds of today, is left.</summary>
    public void Restore(ReadOnlySpan<byte> encoded)
    {
        if (encoded is [var settled, var failed] && settled >= _shortest && settled <= _longest)
        {
            (_current, Settled, _inRow) = (settled, settled, 0);
            if (failed > 0)
            {
                _tallies[failed] = new Tally { Tries = 1, Misses = 1 };
            }
        }
    }

    /// <summary>A frame was answered that was sent after <paramref name="silence"/>.</summary>
    public void Answered(TimeSpan silence)
    {
        Count(silence, missed: false);
        var returns = _current > Settled;
        if (++_inRow >= (returns ? AnswersToReturn : AnswersToFall))
        {
            _inRow = 0;
            _current = Allowed(returns ? Settled : Shorter(_current));
            Settled = _current;
        }
    }

    /// <summary>A frame was not answered, or by damaged bytes, that was sent after <paramref name="silence"/>.</summary>
    public void Missed(TimeSpan silence)
    {
        Count(silence, missed: true);
        _inRow = 0;
        _current = _longest;
        Settled = Allowed(Settled);
    }

    private void Count(TimeSpan silence, bool missed)
    {
        Fade();
        var tally = silence >= TimeSpan.FromMilliseconds(_longest) ? _others
            : silence < Current + Late ? TallyOf(_current)
            : null;
        tally?.Add(missed);
    }

    private Tally TallyOf(int gap)
    {
        if (!_tallies.TryGetValue(gap, out var tally))
        {
            _tallies[gap] = tally = new Tally();
        }

        return tally;
    }

    /// <summary>The gap itself, or the next longer one that has not failed.</summary>
    private int Allowed(int gap)
    {
        var failed = _tallies.Where(t => t.Key >= gap && IsBad(t.Value)).Select(t => t.Key).DefaultIfEmpty().Max();
        while (gap <= failed && gap < _longest)
        {
            gap = Longer(gap);
        }

        return gap;
    }

    /// <summary>More misses than others' share explains, by two standard deviations; where others miss nothing, any.</summary>
    private bool IsBad(Tally tally)
    {
        var share = _others.Tries > 0 && _others.Misses >= Forgotten ? _others.Misses / _others.Tries : 0;
        var expected = share * tally.Tries;
        return tally.Misses > Forgotten + (share > 0 ? 1 : 0) + expected + (2 * Math.Sqrt(expected));
    }

    private int Shorter(int gap) => Math.Max(_shortest, gap * 4 / 5);

    private int Longer(int gap) => Math.Min(_longest, (gap * 5 / 4) + 1);

    private void Fade()
    {
        var now = _time.GetTimestamp();
        var factor = Math.Pow(0.5, _time.GetElapsedTime(_fadedAt, now) / HalfLife);
        _fadedAt = now;
        foreach (var tally in _tallies.Values.Append(_others))
        {
            tally.Fade(factor);
            if (tally.Tries > MostTries)
            {
                tally.Fade(0.5);
            }
        }
    }

    private sealed class Tally
    {
        public double Tries { get; set; }

        public double Misses { get; set; }

        public void Add(bool missed)
        {
            Tries++;
            Misses += missed ? 1 : 0;
        }

        public void Fade(double factor) => (Tries, Misses) = (Tries * factor, Misses * factor);
    }
}
