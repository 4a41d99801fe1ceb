using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Hosting;

namespace Econet.Actors.Tests.Hosting;

/// <summary>What the buses need goes on while all threads that the process shares are busy.</summary>
public sealed class DedicatedThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Actors_of_buses_should_go_on_when_the_threads_of_the_process_are_busy()
    {
        using var system = ActorSystem.Create("bus", ConfigurationFactory.ParseString(
            $$"""bus { type = Dispatcher, executor = "{{typeof(DedicatedThreads).AssemblyQualifiedName}}", threads = 2 }"""));
        using var over = new CountdownEvent(2);
        var second = system.ActorOf(Props.Create(() => new Player(ActorRefs.Nobody, over)).WithDispatcher("bus"));
        var first = system.ActorOf(Props.Create(() => new Player(second, over)).WithDispatcher("bus"));
        // Others of Akka's actors help to start one.
        first.Tell(1);
        Assert.True(SpinWait.SpinUntil(() => over.CurrentCount == 1, Patience));
        using (new BusyThreads())
        {
            first.Tell(100);

            Assert.True(over.Wait(Patience));
        }

        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public void What_a_thread_made_ready_should_run_on_another_one_when_it_is_held_up()
    {
        using var system = ActorSystem.Create("bus", ConfigurationFactory.ParseString(
            $$"""bus { type = Dispatcher, executor = "{{typeof(DedicatedThreads).AssemblyQualifiedName}}", threads = 2 }"""));
        using var free = new ManualResetEventSlim();
        using var over = new CountdownEvent(2);
        var signal = Props.Create(() => new Signal(over)).WithDispatcher("bus");
        var (ready, outside) = (system.ActorOf(signal), system.ActorOf(signal));
        system.ActorOf(Props.Create(() => new Holder(ready, free)).WithDispatcher("bus")).Tell("begin");

        // Whoever comes from outside wakes the other thread, which takes what waited before.
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                outside.Tell("now");
                return over.CurrentCount == 0;
            },
            Patience));
        free.Set();
    }

    [Fact]
    public void Timer_should_end_in_time_when_the_threads_of_the_process_are_busy()
    {
        var isShared = true;
        using var over = new CountdownEvent(1);
        using var timer = BusTimer.Create(TimeProvider.System, () =>
        {
            isShared = Thread.CurrentThread.IsThreadPoolThread;
            over.Signal();
        });
        using var busy = new BusyThreads();

        timer.Change(TimeSpan.FromMilliseconds(3), Timeout.InfiniteTimeSpan);

        Assert.True(over.Wait(Patience));

        // In the end the pool would have made enough threads.
        Assert.False(isShared);
    }

    [Fact]
    public void Timer_should_end_once_for_what_was_set_last()
    {
        var ends = 0;
        using var over = new CountdownEvent(1);
        using var timer = BusTimer.Create(TimeProvider.System, () => Interlocked.Increment(ref ends));
        using var later = BusTimer.Create(TimeProvider.System, () => over.Signal());

        timer.Change(TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        later.Change(TimeSpan.FromMilliseconds(60), Timeout.InfiniteTimeSpan);

        Assert.True(over.Wait(Patience));
        Assert.Equal(1, ends);
    }

    [Fact]
    public void Timer_should_not_end_when_it_was_disposed()
    {
        var ends = 0;
        using var over = new CountdownEvent(1);
        using var later = BusTimer.Create(TimeProvider.System, () => over.Signal());
        var timer = BusTimer.Create(TimeProvider.System, () => Interlocked.Increment(ref ends));

        timer.Change(TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
        timer.Dispose();
        later.Change(TimeSpan.FromMilliseconds(60), Timeout.InfiniteTimeSpan);

        Assert.True(over.Wait(Patience));
        Assert.Equal(0, ends);
    }

    /// <summary>Makes another one ready, and then keeps its thread.</summary>
    private sealed class Holder(IActorRef next, ManualResetEventSlim free) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            next.Tell(message);
            free.Wait(Patience);
        }
    }

    private sealed class Signal(CountdownEvent over) : UntypedActor
    {
        private bool _isOver;

        protected override void OnReceive(object message)
        {
            if (!_isOver)
            {
                _isOver = true;
                over.Signal();
            }
        }
    }

    /// <summary>Keeps every thread of the pool from doing anything else, as far as the pool makes new ones in the time of a test.</summary>
    private sealed class BusyThreads : IDisposable
    {
        private readonly ManualResetEventSlim _free = new();

        public BusyThreads()
        {
            for (var i = 0; i < 200; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => _free.Wait(), null);
            }
        }

        public void Dispose() => _free.Set();
    }

    /// <summary>Counts down with the one who tells it.</summary>
    private sealed class Player(IActorRef other, CountdownEvent over) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var left = (int)message;
            if (left == 0)
            {
                over.Signal();
                return;
            }

            (other.IsNobody() ? Sender : other).Tell(left - 1);
        }
    }
}
