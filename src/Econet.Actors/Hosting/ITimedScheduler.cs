namespace Econet.Actors.Hosting;

/// <summary>A scheduler of Akka's that follows a <see cref="TimeProvider"/>, so that everything in the host has one time.</summary>
public interface ITimedScheduler
{
    TimeProvider Time { get; }

    /// <summary>
    /// Runs <paramref name="work"/> where that time is kept, and at the present moment of it. Whoever waits for an answer goes on there, so that
    /// what happens next does not depend on other threads.
    /// </summary>
    void Post(Action work);
}
