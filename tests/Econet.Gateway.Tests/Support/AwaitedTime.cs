using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Support;

/// <summary>A clock that stands still, and tells when somebody has begun to wait for it: only then does moving it let them go on.</summary>
internal sealed class AwaitedTime : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Begun)> _awaited = [];

    /// <summary>Ends when somebody, from now on, begins to wait for that long.</summary>
    public Task WaitBegunAsync(TimeSpan due)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((due, begun));
        }

        return begun.Task.WaitAsync(TimeSpan.FromSeconds(30), System);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_gate)
        {
            foreach (var (_, begun) in _awaited.Where(awaited => awaited.Due == dueTime))
            {
                begun.TrySetResult();
            }
        }

        return timer;
    }
}
