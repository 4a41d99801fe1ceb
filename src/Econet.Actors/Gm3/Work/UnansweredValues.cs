using System.Globalization;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// The values of a device that it leaves unanswered while it answers others. They must not be asked for along with those, as the whole request
/// stays unanswered then: they are narrowed down with a few short requests a token, and then asked for once an hour.
/// </summary>
internal sealed class UnansweredValues(TimeProvider time, Repertoire repertoire)
{
    /// <summary>Requests in vain that a token is held for, to narrow ranges down.</summary>
    private const int MostInVain = 4;

    private readonly List<Entry> _entries = [];
    private Entry? _asked;
    private int _inVain;
    private int _token;

    /// <summary>Ranges that are left alone, in order.</summary>
    public IEnumerable<UnansweredRange> Silent => _entries.Select(entry => entry.Range).Where(range => range.IsSilent).OrderBy(range => range.First);

    /// <summary>A token has come.</summary>
    public void Begin() => (_inVain, _token) = (0, _token + 1);

    public void Clear() => _entries.Clear();

    /// <summary>It is not to be asked for along with others.</summary>
    public bool Holds(int wireIndex) => _entries.Exists(entry => wireIndex >= entry.Range.First && wireIndex <= entry.Range.Last);

    /// <summary>A request for these was left unanswered.</summary>
    public void Add(ParameterSelection selection) => Put(new UnansweredRange(selection.First, selection.First + selection.Count - 1));

    /// <summary>What is to be asked for now; null when nothing is.</summary>
    public ParameterSelection? Next()
    {
        _asked = _inVain < MostInVain ? _entries.Find(IsDue) : null;
        return _asked?.Range.Next;
    }

    /// <summary>The first <paramref name="count"/> values of what <see cref="Next"/> said were answered.</summary>
    public void Answered(int count)
    {
        if (count == 0)
        {
            LeftUnanswered();
        }
        else
        {
            Replace(range => range.Answered(count));
        }
    }

    /// <summary>What <see cref="Next"/> said was left unanswered.</summary>
    public void LeftUnanswered()
    {
        _inVain++;
        Replace(range => range.LeftUnanswered(repertoire.Enough));
    }

    public IEnumerable<string> Lines() => _entries.Where(entry => entry.Range.IsSilent).Select(entry => string.Create(
        CultureInfo.InvariantCulture, $"{entry.Range.First} {entry.Range.Last} {entry.At:O}"));

    /// <summary>Takes a line of <see cref="Lines"/>; what is none is left.</summary>
    /// <param name="count">Parameters of the device.</param>
    public void Restore(string line, int count)
    {
        if (line.Split(' ') is [var from, var to, var at]
            && int.TryParse(from, CultureInfo.InvariantCulture, out var first) && int.TryParse(to, CultureInfo.InvariantCulture, out var last)
            && first >= 0 && last >= first && last < count && last - first < byte.MaxValue
            && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment))
        {
            _entries.Add(new Entry(new UnansweredRange(first, last, isSilent: true), moment, _token));
        }
    }

    private bool IsDue(Entry entry) =>
        entry.Range.IsSilent ? repertoire.IsLongAgo(entry.At) : !entry.Range.IsAlmostSilent || entry.Token < _token;

    private void Put(UnansweredRange range) => _entries.Add(new Entry(range, time.GetUtcNow(), _token));

    private void Replace(Func<UnansweredRange, IEnumerable<UnansweredRange>> into)
    {
        if (_asked is { } asked && _entries.Remove(asked))
        {
            _asked = null;
            foreach (var range in into(asked.Range))
            {
                Put(range);
            }
        }
    }

    /// <param name="At">When it was asked for last.</param>
    /// <param name="Token">With which token.</param>
    private sealed record Entry(UnansweredRange Range, DateTimeOffset At, int Token);
}
