using System.Globalization;

namespace Econet.Actors.Gm3.Work;

/// <summary>Kinds of request that a device may leave unanswered as a whole. Their names are stored.</summary>
internal enum RequestKind
{
    Settings,
    Structures,
    EndOfStructures,
    Values,
    Alarms,
}

/// <summary>
/// Which kinds of request a device answers. What it leaves unanswered, although it answers others, is asked again once an hour: each such
/// request holds the bus for as long as a device would need to answer many others.
/// </summary>
internal sealed class Repertoire(AnswerLoss loss, TimeProvider time)
{
    public static readonly TimeSpan AskedAgainAfter = TimeSpan.FromHours(1);

    /// <summary>
    /// Misses in a row that show a silence: of what was never answered, of what was, of all values, of which a few may be to blame alone, and
    /// where answers get lost.
    /// </summary>
    private const int EnoughOfUnknown = 1;
    private const int EnoughOfKnown = 2;
    private const int EnoughOfValues = 3;
    private const int EnoughInLoss = 8;

    private readonly HashSet<RequestKind> _answered = [];
    private readonly Dictionary<RequestKind, int> _misses = [];
    private readonly Dictionary<RequestKind, DateTimeOffset> _silent = [];

    /// <inheritdoc cref="AnswerLoss"/>
    public AnswerLoss Loss => loss;

    /// <summary>How often something must be left unanswered before that is believed, when it was never answered.</summary>
    public int Enough => loss.IsLikely ? EnoughInLoss : EnoughOfUnknown;

    public bool HasAnswered(RequestKind kind) => _answered.Contains(kind);

    /// <summary>It is known to be left unanswered.</summary>
    public bool IsSilent(RequestKind kind) => _silent.ContainsKey(kind);

    /// <summary>It is answered, as far as anybody knows, or was left unanswered long ago.</summary>
    public bool MayAsk(RequestKind kind) => !_silent.TryGetValue(kind, out var at) || IsLongAgo(at);

    /// <returns>True when it had been silent about this.</returns>
    public bool Answered(RequestKind kind)
    {
        _answered.Add(kind);
        _misses.Remove(kind);
        return _silent.Remove(kind);
    }

    /// <summary>What was left unanswered so far says nothing about what is asked now.</summary>
    public void AskAnew(RequestKind kind)
    {
        _misses.Remove(kind);
        _silent.Remove(kind);
    }

    /// <summary>The device is there, and did not answer this.</summary>
    /// <returns>True when it is silent about this from now on.</returns>
    public bool LeftUnanswered(RequestKind kind)
    {
        var misses = _misses.GetValueOrDefault(kind) + 1;
        _misses[kind] = misses;
        var enough = loss.IsLikely ? EnoughInLoss : kind == RequestKind.Values ? EnoughOfValues : HasAnswered(kind) ? EnoughOfKnown : EnoughOfUnknown;
        if (!IsSilent(kind) && misses < enough)
        {
            return false;
        }

        _silent[kind] = time.GetUtcNow();
        return true;
    }

    /// <summary>The device is another one.</summary>
    public void Forget()
    {
        _answered.Clear();
        _misses.Clear();
        _silent.Clear();
    }

    /// <summary>A moment long enough ago to ask again; so is one in the future, of a clock that was ahead.</summary>
    public bool IsLongAgo(DateTimeOffset at) => (time.GetUtcNow() - at).Duration() >= AskedAgainAfter;

    public IEnumerable<string> Lines() =>
        _silent.Select(silent => string.Create(CultureInfo.InvariantCulture, $"{silent.Key} {silent.Value:O}"));

    /// <summary>Takes a line of <see cref="Lines"/>; what is none is left.</summary>
    public void Restore(string line)
    {
        if (line.Split(' ') is [var name, var at] && Enum.TryParse<RequestKind>(name, out var kind)
            && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var moment))
        {
            _silent[kind] = moment;
        }
    }
}
