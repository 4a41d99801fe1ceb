using Akka.Actor;
using Akka.Event;
using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>
/// An actor that many depend on. A message that it fails at is logged and passed over, whatever it holds: a restart would lose what it
/// knows, and end what others wait for.
/// </summary>
internal abstract class GuardedActor : UntypedActor
{
    private ILoggingAdapter? _log;

    /// <summary>Made at the first use: of thousands of actors few ever log.</summary>
    protected ILoggingAdapter Log => _log ??= Context.GetLogger();

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception error)
        {
            Log.Error(error, "{Message} could not be handled", message.GetType().Name);
            Failed(message, new RequestFailed(EconetError.Unavailable, "The request failed; see the log"));
            return true;
        }
    }

    /// <summary>Tells whoever waits for an answer to this message that none will come.</summary>
    protected abstract void Failed(object message, RequestFailed failure);
}
