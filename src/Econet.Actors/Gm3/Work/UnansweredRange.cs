using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// Values of which some are left unanswered, and everything else that was asked for along with them. Asked for by halves, until the first and
/// the last one that are to blame are known: those between them are taken for silent too, unless they answer when they are asked alone.
/// </summary>
internal sealed class UnansweredRange
{
    private Phase _phase;

    /// <summary>The requests from <see cref="First"/> to here are left unanswered, while the first culprit is looked for.</summary>
    private int _high;

    /// <summary>The last culprit is here or behind it, while it is looked for.</summary>
    private int _low;

    private int _misses;

    public UnansweredRange(int first, int last, bool isSilent = false)
    {
        (First, Last, _high, _low) = (first, last, last, first);
        _phase = isSilent ? Phase.Silent : Phase.First;
        Narrow();
    }

    private enum Phase
    {
        /// <summary>Looks for the first value that is left unanswered.</summary>
        First,

        /// <summary>Looks for the last one.</summary>
        Last,

        /// <summary>Both are known: asked once more.</summary>
        Sure,

        /// <summary>Those between the first and the last are asked alone.</summary>
        Between,

        /// <summary>Left alone.</summary>
        Silent,
    }

    public int First { get; private set; }

    public int Last { get; private set; }

    public int Count => Last - First + 1;

    /// <summary>All of them answered after all.</summary>
    public bool IsOver => First > Last;

    /// <summary>Both ends are known, and it is to be left alone.</summary>
    public bool IsSilent => _phase == Phase.Silent;

    /// <summary>Both ends are known; whether it is silent another token shows.</summary>
    public bool IsAlmostSilent => _phase == Phase.Sure;

    private (int From, int To) Asked => _phase switch
    {
        Phase.First => (First, Middle(First, _high)),
        Phase.Last => (Middle(_low, Last) + 1, Last),
        Phase.Between => (First + 1, Last - 1),
        _ => (First, Last),
    };

    /// <summary>What to ask for next.</summary>
    public ParameterSelection Next => new((byte)(Asked.To - Asked.From + 1), (ushort)Asked.From);

    /// <summary>The first <paramref name="count"/> values of what was asked for were answered.</summary>
    /// <returns>What is left: this range, none, or two.</returns>
    public IEnumerable<UnansweredRange> Answered(int count)
    {
        var (from, to) = Asked;
        var isWhole = count >= to - from + 1;
        switch (_phase)
        {
            case Phase.Between when isWhole:
                return [new(First, First, isSilent: true), new(Last, Last, isSilent: true)];
            case Phase.Last when isWhole:
                Last = from - 1;
                break;
            case Phase.Last or Phase.Between:
                return LeftUnanswered(1);
            case Phase.First:
                First = from + count;
                break;
            default:
                First = from + count;
                (_phase, _high, _misses) = (Phase.First, Last, 0);
                break;
        }

        Narrow();
        return IsOver ? [] : [this];
    }

    /// <param name="enough">How often it must be left unanswered before that is believed.</param>
    /// <inheritdoc cref="Answered"/>
    public IEnumerable<UnansweredRange> LeftUnanswered(int enough)
    {
        var (from, to) = Asked;
        switch (_phase)
        {
            case Phase.First:
                _high = to;
                break;
            case Phase.Last:
                _low = from;
                break;
            case Phase.Sure when ++_misses < enough:
                break;
            case Phase.Sure when Count > 2:
                _phase = Phase.Between;
                break;
            default:
                _phase = Phase.Silent;
                break;
        }

        Narrow();
        return [this];
    }

    private static int Middle(int from, int to) => from + ((to - from) / 2);

    private void Narrow()
    {
        if (_phase == Phase.First && First >= _high)
        {
            (_phase, _low) = (Phase.Last, First);
        }

        if (_phase == Phase.Last && _low >= Last)
        {
            _phase = Phase.Sure;
        }
    }
}
