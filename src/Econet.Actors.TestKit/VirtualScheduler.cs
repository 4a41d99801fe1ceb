using System.Diagnostics.CodeAnalysis;
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
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class VirtualExecutor(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly VirtualTime _time = VirtualTime.Find(config.GetString("virtual-time"));

    public override ExecutorService Produce(string id) => new Service(id, _time);

    private sealed class Service(string id, VirtualTime time) : ExecutorService(id)
    {
        public override void Execute(IRunnable run)
        {
            time.CountRun();
            time.Post(run.Run);
        }

        public override void Shutdown()
        {
        }
    }
}

/// <summary>Akka's scheduler on the virtual time.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class VirtualScheduler(Config config, ILoggingAdapter log) : TimerScheduler(config, log), ITimedScheduler
{
    private readonly VirtualTime _time = VirtualTime.Find(config.GetString("akka.scheduler.virtual-time"));

    public TimeProvider Time => _time;

    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(_time.GetTimestamp());

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    public void Post(Action work) => _time.Post(work);

    protected override ITimer Create(Action over) => _time.CreateTimer(_ => over(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
