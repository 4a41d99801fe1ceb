using Akka.Actor;
using Econet.Actors.Hosting;

namespace Econet.Actors.Devices;

/// <summary>Where the answer to one question comes, for somebody who is no actor.</summary>
internal sealed class Answer : MinimalActorRef, IDisposable
{
    private readonly TaskCompletionSource<object> _answer;
    private readonly ITimedScheduler? _timed;

    public Answer(ActorSystem system)
    {
        Provider = ((ExtendedActorSystem)system).Provider;
        Path = Provider.TempPath();
        _timed = system.Scheduler as ITimedScheduler;

        // An actor must not run its caller's code; a host in virtual time has a place for it.
        _answer = new(_timed is null ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        Provider.RegisterTempActor(this, Path);
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public Task<object> Task => _answer.Task;

    public void Dispose() => Provider.UnregisterTempActor(Path);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (_timed is null)
        {
            _answer.TrySetResult(message);
        }
        else
        {
            _timed.Post(() => _answer.TrySetResult(message));
        }
    }
}
