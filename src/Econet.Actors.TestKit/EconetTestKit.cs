using Akka.Actor;
using Akka.Actor.Internal;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Xunit.Abstractions;

namespace Econet.Actors.TestKit;

/// <summary>
/// The base of a test class: each test gets a house of its own, a GM3 device on a simulated bus, in virtual time. All actors of
/// <c>Sys</c> run in that time too, on one thread, so that nothing races and no test waits: what follows from a step has happened when
/// <see cref="Advance"/> returns.
/// </summary>
public abstract class EconetTestKit : global::Akka.TestKit.Xunit2.TestKit
{
    protected EconetTestKit(HouseSettings? settings = null, ITestOutputHelper? output = null)
        : this(House.StartAsync(settings ?? new HouseSettings()).GetAwaiter().GetResult(), output)
    {
    }

    private EconetTestKit(House house, ITestOutputHelper? output)
        : base(house.System, output)
    {
        House = house;

        // What a test and the code under test await goes on in virtual time: the runner takes the context that it finds.
        SynchronizationContext.SetSynchronizationContext(new SenderContext(house.Time.Context, InternalCurrentActorCellKeeper.Current));
    }

    /// <summary>The house as a whole; <see cref="Expectations"/> are its extension methods.</summary>
    protected House House { get; }

    protected IEconet Systems => House.Econet;

    protected IDevice Device => House.Device;

    protected Gm3Simulator Bus => House.Bus;

    /// <summary>Lets so much virtual time pass.</summary>
    protected void Advance(TimeSpan span) => House.Time.Advance(span);

    /// <summary>Lets time pass until the device knows all its parameters.</summary>
    /// <param name="within">30 s by default; a bad bus takes longer.</param>
    protected Task Learned(TimeSpan? within = null) => House.UntilLearned(within);

    /// <summary>Lets time pass until <paramref name="task"/> has ended.</summary>
    /// <exception cref="TimeoutException">It has not within <paramref name="most"/> of virtual time.</exception>
    protected Task<T> Within<T>(TimeSpan most, Task<T> task) => House.Within(most, task);

    /// <inheritdoc cref="Within{T}"/>
    protected Task Within(TimeSpan most, Task task) => House.Within(most, task);

    /// <summary>From now on these things go wrong, until what is returned is disposed.</summary>
    protected InjectedFaults Inject(FaultPlan plan) => Bus.Inject(plan);

    /// <inheritdoc cref="Expectations.ExpectQuality"/>
    protected Task<ParameterValue> ExpectQuality(string key, Quality quality, TimeSpan? within = null) =>
        House.ExpectQuality(key, quality, within);

    /// <inheritdoc cref="Expectations.ExpectValue"/>
    protected Task<ParameterValue> ExpectValue(string key, object expected, TimeSpan? within = null) =>
        House.ExpectValue(key, expected, within);

    /// <inheritdoc cref="Expectations.ExpectWrite"/>
    protected Task<ReceivedWrite> ExpectWrite(string key, object expected, TimeSpan? within = null) =>
        House.ExpectWrite(key, expected, within);

    /// <inheritdoc cref="Expectations.ExpectNoWrite"/>
    protected void ExpectNoWrite(TimeSpan during) => House.ExpectNoWrite(during);

    /// <inheritdoc cref="Expectations.ExpectEtiquette"/>
    protected void ExpectEtiquette(int mostTakenBack = 0) => House.ExpectEtiquette(mostTakenBack);

    /// <inheritdoc cref="Expectations.ExpectNone"/>
    protected Task<ParameterValue> ExpectNone(string key, TimeSpan? within = null) => House.ExpectNone(key, within);

    /// <inheritdoc cref="Expectations.ExpectAlarm"/>
    protected Task<Alarm> ExpectAlarm(int code, TimeSpan? within = null) => House.ExpectAlarm(code, within);

    /// <inheritdoc cref="Expectations.ExpectEvent{T}"/>
    protected Task<T> ExpectEvent<T>(Func<T, bool>? which = null, TimeSpan? within = null)
        where T : DeviceEvent =>
        House.ExpectEvent(which, within);

    /// <inheritdoc cref="Expectations.ExpectRefusal"/>
    protected Task<WriteResult> ExpectRefusal(Task<WriteResult> write, EconetError error, TimeSpan? within = null) =>
        House.ExpectRefusal(write, error, within);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // This thread may be the one of the test's code, which can't wait for itself.
            SynchronizationContext.SetSynchronizationContext(null);
            House.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    /// <summary>The context of the house's code, in which messages come from <c>TestActor</c> as elsewhere in a test.</summary>
    private sealed class SenderContext(SynchronizationContext house, ActorCell? sender) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => house.Post(_ => Run(d, state), null);

        public override void Send(SendOrPostCallback d, object? state) => house.Send(_ => Run(d, state), null);

        public override SynchronizationContext CreateCopy() => this;

        private void Run(SendOrPostCallback d, object? state)
        {
            var outer = InternalCurrentActorCellKeeper.Current;
            InternalCurrentActorCellKeeper.Current = sender;
            SetSynchronizationContext(this);
            try
            {
                d(state);
            }
            finally
            {
                InternalCurrentActorCellKeeper.Current = outer;
            }
        }
    }
}
