using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// The streams in which frames are found, one for each line. Most attempts to open a port that is not there give no line, and the stream that was made for the first of them
/// serves the others: nothing has gone through it.
/// </summary>
/// <param name="protocol">Gets the frames, and <see cref="LineMessages.FramingFailed"/>.</param>
/// <param name="found">Called for each frame.</param>
internal sealed class Framings(IMaterializer materializer, IActorRef protocol, TimeSpan frameTimeout, Action found)
{
    /// <summary>Pieces that may wait; far more than a bus can fill, and a bound when something else can.</summary>
    private const int MaxWaitingPieces = 4096;

    /// <summary>Of the whole process: what is told of the stream of an actor before its restart is not of the one after.</summary>
    private static int _numbers;

    private int _number;
    private IActorRef _bytes = ActorRefs.Nobody;

    /// <returns>Takes the bytes of the next line.</returns>
    public IActorRef Next()
    {
        if (_bytes.IsNobody())
        {
            var number = _number = Interlocked.Increment(ref _numbers);
            _bytes = Source.ActorRef<ReceivedBytes>(MaxWaitingPieces, OverflowStrategy.DropHead)
                .Via(new FramingStage(frameTimeout, found))
                .To(Sink.ActorRef<LineEvent>(protocol, NotUsed.Instance, error => new LineMessages.FramingFailed(number, error.Message)))
                .Run(materializer);
        }

        return _bytes;
    }

    /// <summary>Whether this is the stream that is in use.</summary>
    public bool IsCurrent(int number) => number == _number && !_bytes.IsNobody();

    /// <summary>The line is closed.</summary>
    public void End()
    {
        _bytes.Tell(new Status.Success(NotUsed.Instance));
        _bytes = ActorRefs.Nobody;
    }
}
