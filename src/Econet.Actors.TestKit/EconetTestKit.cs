using Econet.Actors.Devices;
using Econet.Actors.Parameters;
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
        : base(house.System, output) => House = house;

    /// <summary>The house as a whole; <see cref="Expectations"/> are its extension methods.</summary>
    protected House House { get; }

    protected IEconet Econet => House.Econet;

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
    protected Task<ParameterValue> ExpectValue(string key, double expected, TimeSpan? within = null) =>
        House.ExpectValue(key, expected, within);

    /// <inheritdoc cref="Expectations.ExpectWrite"/>
    protected Task<ReceivedWrite> ExpectWrite(string key, double expected, TimeSpan? within = null) =>
        House.ExpectWrite(key, expected, within);

    /// <inheritdoc cref="Expectations.ExpectNoWrite"/>
    protected void ExpectNoWrite(TimeSpan during) => House.ExpectNoWrite(during);

    /// <inheritdoc cref="Expectations.ExpectEtiquette"/>
    protected void ExpectEtiquette(int mostTakenBack = 0) => House.ExpectEtiquette(mostTakenBack);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            House.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }
}
