using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>Who has asked for what is heard.</summary>
internal enum AnswerOwner
{
    /// <summary>It is no answer.</summary>
    Nobody,

    /// <summary>It is owed to us, whoever waits for it still.</summary>
    Us,

    /// <summary>It is the frame before once more.</summary>
    UsTwice,

    /// <summary>We have not asked for it.</summary>
    Another,
}

/// <summary>
/// Which answers the devices owe us: one for each time that we asked. One that comes late, or twice in a row, is ours; any other to our address was
/// asked for by somebody else.
/// </summary>
internal sealed class OwedAnswers(TimeProvider time)
{
    /// <summary>An answer that is later than this does not come any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    /// <summary>So many different requests are remembered before the old ones are looked for and forgotten.</summary>
    private const int Many = 2000;

    private readonly Dictionary<(ushort Device, Command Answer, ushort? First), (int Count, long AskedAt)> _owed = [];
    private Frame? _last;

    public void Asked(ProtocolMessages.Request request)
    {
        var key = (request.Frame.Destination, request.Frame.Command.Answer(), request.First);
        _owed[key] = (Count(key) + 1, time.GetTimestamp());
        if (_owed.Count > Many)
        {
            foreach (var old in _owed.Keys.Where(key => Count(key) == 0).ToList())
            {
                _owed.Remove(old);
            }
        }
    }

    /// <summary>A frame of others was heard: who has asked for it. To be called for each.</summary>
    public AnswerOwner OwnerOf(Frame frame)
    {
        var isDouble = frame == _last;
        _last = frame;
        return !IsAnswer(frame.Command) ? AnswerOwner.Nobody
            : Take(frame) ? AnswerOwner.Us
            : isDouble ? AnswerOwner.UsTwice
            : AnswerOwner.Another;
    }

    private static bool IsAnswer(Command command) =>
        command is Command.Error or Command.NoData || (((byte)command & 0x80) != 0 && command != Command.IdentifyAnswer);

    private bool Take(Frame frame)
    {
        if (Owed(frame) is not { } key)
        {
            return false;
        }

        var owed = _owed[key];
        _owed[key] = owed with { Count = owed.Count - 1 };
        return true;
    }

    /// <summary>What <paramref name="frame"/> answers; where it carries no index it is what was asked last.</summary>
    private (ushort, Command, ushort?)? Owed(Frame frame)
    {
        if (frame.Command is not (Command.Error or Command.NoData))
        {
            var first = ValueAnswer.TryParseHead(frame.Data.Span, out var head) ? head.First : (ushort?)null;
            return new[] { (frame.Source, frame.Command, first), (frame.Source, frame.Command, null) }
                .Cast<(ushort, Command, ushort?)?>().FirstOrDefault(key => Count(key!.Value) > 0);
        }

        return _owed.Keys.Where(key => key.Device == frame.Source && Count(key) > 0)
            .Cast<(ushort, Command, ushort?)?>().MaxBy(key => _owed[key!.Value].AskedAt);
    }

    private int Count((ushort, Command, ushort?) key) =>
        _owed.TryGetValue(key, out var owed) && time.GetElapsedTime(owed.AskedAt) < Memory ? owed.Count : 0;
}
