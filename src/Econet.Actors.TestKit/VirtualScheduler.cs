using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Econet.Actors.Hosting;

namespace Econet.Actors.TestKit;

/// <summary>Akka's scheduler and dispatchers in virtual time.</summary>
internal static class VirtualAkka
{
    public static Config Config(VirtualTime time) => ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["{{typeof(HouseLogger).FullName}}, {{typeof(HouseLogger).Assembly.GetName().Name}}"]
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          scheduler {
            implementation = "{{typeof(VirtualScheduler).FullName}}, {{typeof(VirtualScheduler).Assembly.GetName().Name}}"
            virtual-time = "{{time.Id}}"
          }
          actor {
            default-dispatcher { executor = "{{typeof(VirtualExecutor).FullName}}, {{typeof(VirtualExecutor).Assembly.GetName().Name}}", virtual-time = "{{time.Id}}" }
            internal-dispatcher { type = Dispatcher, executor = "{{typeof(VirtualExecutor).FullName}}, {{typeof(VirtualExecutor).Assembly.GetName().Name}}", virtual-time = "{{time.Id}}" }
          }
        }
        econet.bus-dispatcher { type = Dispatcher, executor = "{{typeof(VirtualExecutor).FullName}}, {{typeof(VirtualExecutor).Assembly.GetName().Name}}", virtual-time = "{{time.Id}}" }
        econet.device-dispatcher { type = Dispatcher, executor = "{{typeof(VirtualExecutor).FullName}}, {{typeof(VirtualExecutor).Assembly.GetName().Name}}", virtual-time = "{{time.Id}}" }
        econet.store-dispatcher { type = Dispatcher, executor = "{{typeof(VirtualExecutor).FullName}}, {{typeof(VirtualExecutor).Assembly.GetName().Name}}", virtual-time = "{{time.Id}}" }
        """);
}

/// <summary>Runs mailboxes on the thread of the virtual time.</summary>
public sealed class VirtualExecutor(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly VirtualTime _time = VirtualTime.Find(config.GetString("virtual-time"));

    public override ExecutorService Produce(string id) => new Service(id, _time);

    private sealed class Service(string id, VirtualTime time) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => time.Post(run.Run);

        public override void Shutdown()
        {
        }
    }
}

/// <summary>Akka's scheduler on the virtual time.</summary>
public sealed class VirtualScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log), ITimedScheduler
{
    private readonly VirtualTime _time = VirtualTime.Find(config.GetString("akka.scheduler.virtual-time"));

    public TimeProvider Time => _time;

    public void Post(Action work) => _time.Post(work);

    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(_time.GetTimestamp());

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Schedule(delay, Timeout.InfiniteTimeSpan, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, TimeSpan period, Action action, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true })
        {
            return;
        }

        var timer = _time.CreateTimer(
            _ =>
            {
                if (cancelable is not { IsCancellationRequested: true })
                {
                    action();
                }
            },
            null, delay, period);
        cancelable?.Token.Register(timer.Dispose);
    }
}
