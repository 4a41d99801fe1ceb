using Econet.Gm3;

namespace Econet.Simulation.Gm3;

/// <summary>What a script waits for: a time, a frame, or a frame for that long.</summary>
/// <param name="Timeout">Null: for ever.</param>
/// <param name="Until">Null: only the time.</param>
internal readonly record struct Pause(TimeSpan? Timeout, Func<Frame, bool>? Until)
{
    public static Pause For(TimeSpan time) => new(time, null);
}

/// <summary>Runs a bus master's course of action, an iterator that yields whenever it waits. One that fails starts again.</summary>
internal sealed class BusScript(EventLoop loop, SimulatedBus bus, IEnumerable<Pause> course)
{
    private static readonly TimeSpan WhileBusy = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private IEnumerator<Pause> _course = course.GetEnumerator();
    private long _step;
    private bool _isStarted;

    /// <summary>The frame that ended the last pause; null when its time did.</summary>
    public Frame? Answer { get; private set; }

    public void Start()
    {
        _isStarted = true;
        Continue(null);
    }

    public void Heard(Frame frame)
    {
        if (_isStarted && _course.Current.Until?.Invoke(frame) == true)
            Continue(frame);
    }

    private void Continue(Frame? answer)
    {
        Answer = answer;
        var step = ++_step;
        var goesOn = false;
        if (!loop.Guard(() => goesOn = _course.MoveNext()))
        {
            _course = course.GetEnumerator();
            loop.After(AfterFailure, () => TimeOut(step));
        }
        else if (goesOn && _course.Current.Timeout is { } timeout)
            loop.After(timeout, () => TimeOut(step));
    }

    private void TimeOut(long step)
    {
        if (step != _step)
            return;

        // What is being said may be the answer.
        if (_course.Current.Until is not null && !bus.IsIdle)
            loop.After(WhileBusy, () => TimeOut(step));
        else
            Continue(null);
    }
}
