using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A device that describes one of its parameters in a way that can't be read: each structure stands for itself.</summary>
public sealed class HouseStructureTests : IDisposable
{
    private const int Controllers = 1447;
    private const int All = 1870;
    private const int FirstOfPanel = 10_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StateDirectory _state = new();

    public static TheoryData<string, int> BadStructures
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var index in new[] { 0, 5, 700, Controllers - 1, FirstOfPanel, FirstOfPanel + 200, FirstOfPanel + 422 })
            {
                all.Add("unknown type", index);
                all.Add("nothing", index);
                all.Add("texts without an end", index);
            }

            // Its first structure would be refused as one that does not know the form is.
            all.Add("more than an answer holds", 700);
            all.Add("more than an answer holds", FirstOfPanel + 200);
            return all;
        }
    }

    public void Dispose() => _state.Dispose();

    [Theory]
    [MemberData(nameof(BadStructures))]
    public async Task Others_should_be_served_when_one_structure_cannot_be_read(string what, int index)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.PutStructure(index, Entry(what, bus.Definition(index), withRange: index < FirstOfPanel));
        bus.Start();
        ushort address;
        await using (var house = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path }))
        {
            await house.Until(20 * Second, s => IsWhole(s, index));
            var told = Assert.Single((await house.Device.StatusAsync()).Problems);
            Assert.Equal(ProblemCode.StructuresUnreadable, told.Code);
            Assert.Contains($"({index})", told.Message, StringComparison.Ordinal);
            Assert.Equal(0, bus.Etiquette.WithoutToken);
            address = bus.Peripherals[0];

            // All stay fresh, also those which the polling module asks for together with the bad one.
            time.Advance(120 * Second);
            Assert.True(IsWhole(await house.Device.SnapshotAsync(), index));
            await house.StopAsync();
        }

        // It is known again at the next start, and not learned again.
        var asked = bus.RequestsFrom(address);
        await using var again = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });
        await again.Until(10 * Second, s => IsWhole(s, index));
        again.UntilTokenReturned();
        Assert.InRange(bus.RequestsFrom(address) - asked, 1, 60);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(700)]
    [InlineData(FirstOfPanel)]
    [InlineData(FirstOfPanel + 60)]
    [InlineData(FirstOfPanel + 200)]
    public async Task Others_should_be_served_when_one_structure_is_never_answered(int index)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        var (device, form, wireIndex) = index < FirstOfPanel
            ? (BusAddress.Controller, Command.GetParamsStructWithRange, index)
            : (BusAddress.Panel, Command.GetParamsStruct, index - FirstOfPanel);
        bus.Inject(new FaultPlan().Ignores(device, form).Where(request =>
            ParameterSelection.TryParse(request.Data.Span, out var asked) && wireIndex >= asked.First && wireIndex < asked.First + asked.Count));
        bus.Start();
        await using var house = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });

        await house.Until(40 * Second, s => IsWhole(s, index));
        var told = Assert.Single((await house.Device.StatusAsync()).Problems);
        Assert.Equal(ProblemCode.StructuresUnreadable, told.Code);
        Assert.Contains($"({index})", told.Message, StringComparison.Ordinal);
        Assert.Equal(0, bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_be_left_alone_when_it_describes_nothing_in_a_way_that_can_be_read()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        for (var index = FirstOfPanel; index < FirstOfPanel + All - Controllers; index++)
        {
            bus.PutStructure(index, Entry("texts without an end", bus.Definition(index), withRange: false));
        }

        bus.Start();
        await using var house = await House.StartAsync(time, bus, new Gm3Options());

        await house.Until(20 * Second, s => s.Alive && s.Parameters.Length == Controllers && s.Parameters.All(IsGood));
        await house.UntilAsync(60 * Second, async () => (await house.Device.StatusAsync()).Problems.Any());
        Assert.Equal(ProblemCode.StructuresUnanswered, Assert.Single((await house.Device.StatusAsync()).Problems).Code);
    }

    private static bool IsWhole(DeviceSnapshot snapshot, int left) =>
        snapshot.Alive && snapshot.Parameters.Length == All - 1 && snapshot.Parameters.All(p => p.Index != left && IsGood(p));

    private static bool IsGood(ParameterValue parameter) => parameter.Quality is Quality.Good or Quality.Absent;

    /// <summary>What the device tells instead of a structure.</summary>
    private static byte[] Entry(string what, ParameterStructure structure, bool withRange)
    {
        const byte Unknown = 0x1B;
        return (what, withRange) switch
        {
            ("unknown type", true) => [.. Text(structure.Name), .. Text("C"), Unknown, 0xC0, 0, 0, 0, 0],
            ("unknown type", false) => [.. Text(structure.Name), .. Text("C"), 0, Unknown],
            ("texts without an end", _) => "NameUnit"u8.ToArray(),
            ("more than an answer holds", _) => Text(new string('x', 1000)),
            _ => [],
        };
    }

    private static byte[] Text(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];
}
