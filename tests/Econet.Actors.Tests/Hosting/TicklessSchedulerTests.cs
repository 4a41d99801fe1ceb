using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Hosting;

namespace Econet.Actors.Tests.Hosting;

/// <summary>What is scheduled happens, in its order and no earlier, with a thread that sleeps in between.</summary>
public sealed class TicklessSchedulerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("tickless", ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.scheduler.implementation = "{{typeof(TicklessScheduler).AssemblyQualifiedName}}"
        """));

    private IActionScheduler Actions => _system.Scheduler.Advanced;

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Actions_should_run_in_the_order_of_their_times_and_not_before_them()
    {
        var ran = new List<int>();
        using var over = new CountdownEvent(3);
        var began = TimeProvider.System.GetTimestamp();
        foreach (var delay in new[] { 60, 20, 40 })
        {
            Actions.ScheduleOnce(TimeSpan.FromMilliseconds(delay), () =>
            {
                ran.Add(delay);
                Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(delay));
                over.Signal();
            });
        }

        Assert.True(over.Wait(Patience));
        Assert.Equal([20, 40, 60], ran);
    }

    [Fact]
    public async Task Actors_should_be_told_again_and_again_until_it_is_cancelled()
    {
        var told = new SemaphoreSlim(0);
        var actor = _system.ActorOf(Props.Create(() => new Teller(told)));
        using var cancel = new Cancelable(_system.Scheduler);
        _system.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(5), actor, "again", ActorRefs.NoSender, cancel);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await told.WaitAsync(Patience));
        }

        cancel.Cancel();

        // Whatever was under way is told before this.
        await actor.Ask("last", Patience);
        var last = told.CurrentCount;
        var later = new TaskCompletionSource();
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(50), later.SetResult);
        await later.Task.WaitAsync(Patience);
        Assert.Equal(last, told.CurrentCount);
    }

    [Fact]
    public void A_cancelled_action_should_not_run()
    {
        var runs = 0;
        using var over = new CountdownEvent(1);
        using var cancel = new Cancelable(_system.Scheduler);
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(20), () => runs++, cancel);
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(40), () => over.Signal());

        cancel.Cancel();

        Assert.True(over.Wait(Patience));
        Assert.Equal(0, runs);
    }

    [Fact]
    public void An_action_that_fails_should_not_keep_others_from_running()
    {
        using var over = new CountdownEvent(1);
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(1), () => throw new InvalidOperationException("It fails"));
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(10), () => over.Signal());

        Assert.True(over.Wait(Patience));
    }

    [Fact]
    public async Task Timers_and_time_outs_of_actors_should_work_as_with_any_scheduler()
    {
        var ended = new TaskCompletionSource<string>();
        _system.ActorOf(Props.Create(() => new Waiter(ended)));

        Assert.Equal("timer, time-out", await ended.Task.WaitAsync(Patience));
    }

    private sealed class Teller(SemaphoreSlim told) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "again")
            {
                told.Release();
            }
            else
            {
                Sender.Tell(message);
            }
        }
    }

    private sealed class Waiter : UntypedActor, IWithTimers
    {
        private readonly TaskCompletionSource<string> _ended;

        public Waiter(TaskCompletionSource<string> ended) => _ended = ended;

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("one", "timer", TimeSpan.FromMilliseconds(5));

        protected override void OnReceive(object message)
        {
            if (message is "timer")
            {
                SetReceiveTimeout(TimeSpan.FromMilliseconds(5));
            }
            else if (message is ReceiveTimeout)
            {
                _ended.TrySetResult("timer, time-out");
            }
        }
    }
}
