using System.Runtime.CompilerServices;
using Econet.Actors.Hosting;

namespace Econet.Actors.Tests.Hosting;

/// <summary>What was stopped long before its time is not kept until then.</summary>
public sealed class TimerThreadTests
{
    [Fact]
    public void Timers_that_were_stopped_should_not_pile_up()
    {
        using var thread = new TimerThread("piles");
        var stopped = Enumerable.Range(0, 1000).Select(_ => Stopped(thread)).ToArray();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(stopped.Count(one => one.IsAlive), 0, 200);
    }

    [Fact]
    public void Timers_that_run_should_be_left_when_others_are_forgotten()
    {
        using var thread = new TimerThread("piles");
        using var over = new CountdownEvent(10);
        for (var i = 0; i < 10; i++)
        {
            thread.Create(() => over.Signal()).Change(TimeSpan.FromMilliseconds(200), Timeout.InfiniteTimeSpan);
        }

        for (var i = 0; i < 1000; i++)
        {
            Stopped(thread);
        }

        Assert.True(over.Wait(TimeSpan.FromSeconds(20)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Stopped(TimerThread thread)
    {
        var kept = new object();
        var timer = thread.Create(() => GC.KeepAlive(kept));
        timer.Change(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();
        return new WeakReference(kept);
    }
}
