using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>Those who wait for a value that the device says from now on, and for that long at most.</summary>
internal sealed class FreshReaders(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<(int Place, IActorRef Requester, Moment Since)> _waiting = [];

    public bool Wait => _waiting.Count > 0;

    public void Add(int place, IActorRef requester) => _waiting.Add((place, requester, time.Now()));

    /// <summary>The parameter at this place was read.</summary>
    public void Answer(int place, Moment? readAt, ParameterValue value) =>
        End(w => w.Place == place && readAt is { } at && at.Ticks >= w.Since.Ticks, value);

    public void ExpireOld() => End(
        w => time.Since(w.Since) > Patience, new RequestFailed(EconetError.TimedOut, $"No answer within {Patience.TotalSeconds} s"));

    public void FailAll(string reason) => End(_ => true, new RequestFailed(EconetError.Unavailable, reason));

    private void End(Func<(int Place, IActorRef Requester, Moment Since), bool> which, object answer) => _waiting.RemoveAll(waiting =>
    {
        var ends = which(waiting);
        if (ends)
        {
            waiting.Requester.Tell(answer);
        }

        return ends;
    });
}
