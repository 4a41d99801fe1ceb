using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Finds out that somebody else uses our address, such as a second gateway on the same adapter: frames come from it that we did not send, or answers
/// come to it that we did not ask for.
/// </summary>
/// <remarks>
/// One such frame may be noise that a checksum let pass, and several at once may be what an adapter has kept. Two gateways of the same kind may ask
/// for the same at the same time, so that each hears its own answers twice, as on a line that doubles them: then it is worth to keep silent with the
/// token for a moment, and to hear who speaks.
/// </remarks>
internal sealed class SecondSpeaker(TimeProvider time)
{
    /// <summary>So long after the last sign of another one it is over.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    /// <summary>An address is left so long after the other one was found at most, be we heard by it or not.</summary>
    private static readonly TimeSpan StaysAtMost = TimeSpan.FromSeconds(15);

    /// <summary>Signs count together when they are no further apart than this.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(30);

    /// <summary>Signs closer than this are one event.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(20);

    /// <summary>What an adapter has kept from before, and the answers to a former self, come right when the line is opened.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Where listening was in vain, answers come twice for another reason.</summary>
    private static readonly TimeSpan BetweenTrials = TimeSpan.FromMinutes(5);

    private const int Enough = 3;
    private const int Remembered = 20;

    /// <summary>So many tokens are begun with a silence for doubled answers.</summary>
    private const int TokensOfTrial = 2;

    private readonly Queue<Moment> _signs = [];
    private readonly Queue<Moment> _doubles = [];
    private Moment _openedAt = time.Now();
    private Moment? _sureSince;
    private Moment? _signAt;
    private Moment? _triedAt;
    private int _tokensTried;
    private bool _isHeard;

    /// <summary>The address that another one uses or used lately; null when there is none.</summary>
    public ushort? Address
    {
        get => _signAt is { } at && _sureSince is not null && time.Since(at) < Memory ? field : null;
        private set;
    }

    /// <summary>A token for this address may be another one's: it is worth to listen before it is used.</summary>
    public bool Suspects(ushort own) => Address == own || AreTogether(_signs, 1) || AreTogether(_doubles, Enough);

    /// <summary>The other one has had its chance to hear of us, and tell its owner: the address may be left to it.</summary>
    public bool MayLeave => Address is not null && (_isHeard || time.Since(_sureSince!.Value) >= StaysAtMost);

    public void LineOpened()
    {
        _openedAt = time.Now();
        Forget();
    }

    /// <summary>A frame was heard while <paramref name="own"/> is our address.</summary>
    /// <returns>It shows that somebody else uses our address, for certain.</returns>
    public bool Shows(ProtocolMessages.Heard heard, ushort? own)
    {
        if (own is not { } address)
        {
            return false;
        }

        if (heard.Answers == AnswerOwner.UsTwice && heard.Frame.Destination == address)
        {
            NoteDouble(heard.At);
        }

        if (!IsSign(heard, address) || time.GetElapsedTime(_openedAt.Ticks, heard.At.Ticks) < Settling)
        {
            return false;
        }

        Note(_signs, heard.At);
        if (Address != address)
        {
            if (_signs.Count < Enough || time.GetElapsedTime(_signs.Peek().Ticks, heard.At.Ticks) < Apart)
            {
                return false;
            }

            // One who is heard hears us as well.
            (Address, _sureSince, _isHeard) = (address, heard.At, heard.Frame.Source == address);
        }

        _signAt = heard.At;
        return true;
    }

    /// <summary>A token was begun with a silence, because another one is suspected.</summary>
    public void Listened()
    {
        if (++_tokensTried >= TokensOfTrial)
        {
            (_tokensTried, _triedAt) = (0, time.Now());
            _doubles.Clear();
        }
    }

    /// <summary>We have worked with a token: another one at our address has heard the answers.</summary>
    public void Worked() => _isHeard |= _sureSince is { } since && time.Since(since) > Settling;

    /// <summary>Our address is another one: what was heard of the former one says nothing of it.</summary>
    public void Moved() => Forget();

    /// <summary>A frame that only another user of <paramref name="address"/> can have sent or asked for.</summary>
    private static bool IsSign(ProtocolMessages.Heard heard, ushort address) =>
        heard.Frame.Source == address || (heard.Frame.Destination == address && heard.Answers == AnswerOwner.Another);

    private void NoteDouble(Moment at)
    {
        if (_triedAt is not { } triedAt || time.Since(triedAt) >= BetweenTrials)
        {
            Note(_doubles, at);
        }
    }

    private void Note(Queue<Moment> noted, Moment at)
    {
        Forget(noted);
        noted.Enqueue(at);
        if (noted.Count > Remembered)
        {
            noted.Dequeue();
        }
    }

    private bool AreTogether(Queue<Moment> noted, int enough)
    {
        Forget(noted);
        return noted.Count >= enough;
    }

    /// <summary>What is too long ago says nothing of now.</summary>
    private void Forget(Queue<Moment> noted)
    {
        while (noted.TryPeek(out var first) && time.Since(first) > Together)
        {
            noted.Dequeue();
        }
    }

    private void Forget()
    {
        _signs.Clear();
        _doubles.Clear();
        _tokensTried = 0;
    }
}
