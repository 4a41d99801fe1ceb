namespace Econet.Actors.Hosting;

/// <summary>A scheduler of Akka's that follows a <see cref="TimeProvider"/>, so that everything in the host has one time.</summary>
public interface ITimedScheduler
{
    TimeProvider Time { get; }
}
