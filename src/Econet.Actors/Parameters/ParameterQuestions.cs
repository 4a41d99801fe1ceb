using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>Answers what anybody asks of a device's parameters, with what these have published.</summary>
internal sealed class ParameterQuestions(DeviceParameters known, DeviceWrites writes, TimeProvider time)
{
    /// <param name="driver">Who is asked for a value that is too old.</param>
    /// <returns>False when the message is none of these questions.</returns>
    public bool Answer(object message, IActorRef requester, IActorRef driver)
    {
        switch (message)
        {
            case GetSnapshot:
                requester.Tell(known.Snapshot);
                return true;
            case GetParameter get:
                Read(get, requester, driver);
                return true;
            case GetWrites get:
                requester.Tell(new WriteList(writes.Find(get.Id)));
                return true;
            case WriteParameter write:
                Write(write, requester);
                return true;
            case WithdrawWrite withdraw:
                writes.Withdraw(withdraw);
                return true;
            default:
                return false;
        }
    }

    private void Read(GetParameter get, IActorRef requester, IActorRef driver)
    {
        if (!known.TryResolve(get.Key, out var place, out var failure))
        {
            requester.Tell(failure);
        }
        else if (get.MaxAge is not { } maxAge || known.Table.IsFresh(place, maxAge, time))
        {
            requester.Tell(known.Table.Value(place));
        }
        else if (known.Silence is { } silence)
        {
            requester.Tell(silence);
        }
        else
        {
            known.Readers.Add(place, requester);
            driver.Tell(new ParameterMessages.Refresh(known.Table.State(place).Definition.Index));
        }
    }

    private void Write(WriteParameter write, IActorRef requester)
    {
        if (writes.Begin(write, requester) is { } failure)
        {
            requester.Tell(new WriteResult(
                write.Key, null, default, default, time.GetUtcNow(), failure.Error, failure.Message, failure.Candidates));
        }
    }
}
