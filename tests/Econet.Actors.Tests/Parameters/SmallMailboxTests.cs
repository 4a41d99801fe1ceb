using Akka.Actor;
using Econet.Actors.Parameters;

namespace Econet.Actors.Tests.Parameters;

public sealed class SmallMailboxTests
{
    private readonly SmallMessageQueue _queue = new();

    [Fact]
    public void Messages_should_come_out_as_they_went_in_however_many_wait()
    {
        var taken = new List<int>();
        for (var (next, round) = (0, 1); round <= 5; round++)
        {
            for (var i = 0; i < round; i++)
            {
                Put(next++);
            }

            taken.Add(Take());
        }

        Assert.Equal(10, _queue.Count);
        while (_queue.HasMessages)
        {
            taken.Add(Take());
        }

        Assert.Equal(Enumerable.Range(0, 15), taken);
        Assert.False(_queue.TryDequeue(out _));
        Put(15);
        Assert.Equal((1, 15, 0), (_queue.Count, Take(), _queue.Count));
    }

    [Fact]
    public void Messages_should_go_to_dead_letters_when_their_actor_is_gone()
    {
        var dead = new SmallMessageQueue();
        Put(1);
        Put(2);

        _queue.CleanUp(ActorRefs.Nobody, dead);

        Assert.Equal((0, 2), (_queue.Count, dead.Count));
    }

    private void Put(int message) => _queue.Enqueue(ActorRefs.Nobody, new Envelope(message, ActorRefs.NoSender));

    private int Take() => _queue.TryDequeue(out var envelope) ? (int)envelope.Message : -1;
}
