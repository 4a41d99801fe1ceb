using Akka.Event;
using Econet.Actors.Messages;
using Econet.Modbus.NeaSmart;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.TestKit.Tests;

public sealed class HouseholdTests() : EconetTestKit(new HouseSettings
{
    Beside = [new HouseDevice.Gm3("annexe"), new HouseDevice.NeaSmart("floor")],
})
{
    [Fact]
    public async Task House_should_have_several_devices_each_with_its_own_bus()
    {
        await Learned();

        Assert.Equal(["house", "annexe", "floor"], Systems.Devices);
        var write = await Within(TimeSpan.FromSeconds(20), Systems.Device("annexe").WriteAsync("HDWTSetPoint", 41));
        Assert.True(write.Success, write.Message);
        Assert.Equal(41, House.BusOf("annexe").Truth("HDWTSetPoint").ToDouble());
        Assert.NotEqual(41, Bus.Truth("HDWTSetPoint").ToDouble());
        Advance(TimeSpan.FromMinutes(5));
        var zone = RegisterMap.Zone(1, 1).Temperature;
        Assert.Equal(House.FloorOf("floor").Truth(zone)!.Value, (await Systems.Device("floor").ReadAsync(zone.Key)).Value.ToDouble(), 1.0);
    }
}

public sealed class KindsOfExpectationTests : EconetTestKit
{
    private enum Season
    {
        Summer = 1,
        Winter = 2,
    }

    [Fact]
    public async Task Numbers_should_be_compared_as_the_parameter_holds_them()
    {
        await Learned();
        _ = Device.WriteAsync("Circuit1ComfortTemp", 22.3);

        await ExpectWrite("Circuit1ComfortTemp", 22.3);

        await ExpectValue("Circuit1ComfortTemp", 22.3);
        await ExpectValue("Circuit1ComfortTemp", 22.3f);
        await ExpectValue("Circuit1ComfortTemp", 22.3m);
        await ExpectValue("Circuit1ComfortTemp", Value.Of(22.3));
        await Assert.ThrowsAnyAsync<Exception>(() => ExpectValue("Circuit1ComfortTemp", 22.30001, within: TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAnyAsync<Exception>(() => ExpectValue("Circuit1ComfortTemp", "22.3", within: TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Texts_enums_and_absence_should_be_expected()
    {
        await Learned();
        await ExpectValue("PS", Bus.Truth("PS").ToText());
        Bus.Force(Bus.IndexOf("TempWthr"), Value.Of(float.NaN));
        Bus.Force(Bus.IndexOf("HDWTSetPoint"), Value.Of(ParameterType.UInt8, (int)Season.Winter));

        await ExpectNone("TempWthr", within: TimeSpan.FromMinutes(1));
        await ExpectValue("HDWTSetPoint", Season.Winter, within: TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Alarms_events_and_refusals_should_be_expected()
    {
        await Learned();
        Advance(TimeSpan.FromMinutes(6));
        House.HearEvents();
        Bus.RaiseAlarm(7);

        Assert.Null((await ExpectAlarm(7)).To);
        Assert.Equal(7, (await ExpectEvent<AlarmChanged>()).Alarm.Code);
        using (Inject(new FaultPlan().RefuseWrites(_ => true)))
        {
            await ExpectRefusal(Device.WriteAsync("HDWTSetPoint", 41), EconetError.Refused);
        }

        await ExpectEvent<WriteChanged>(write => write.Job.Status == WriteStatus.Refused);
        await Assert.ThrowsAnyAsync<Exception>(() => ExpectRefusal(Device.WriteAsync("HDWTSetPoint", 42), EconetError.Refused));
    }

    [Fact]
    public async Task Wall_clock_should_be_set_without_making_values_older()
    {
        await Learned();
        var before = House.Time.GetTimestamp();

        House.Time.SetUtcNow(new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal(before, House.Time.GetTimestamp());
        Assert.Equal(2030, House.Time.GetUtcNow().Year);
        Assert.Equal(Quality.Good, (await Device.ReadAsync("HDWTSetPoint")).Quality);
        Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2030, (await Device.ReadAsync("HDWTSetPoint")).ReadAt!.Value.Year);
    }

    [Fact]
    public void Failure_should_tell_what_was_logged_with_its_virtual_time()
    {
        Sys.Log.Error("the valve is stuck");
        House.Time.Settle();

        var failed = Assert.ThrowsAny<Exception>(() => ExpectWrite("HDWTSetPoint", 1, TimeSpan.FromSeconds(1)).GetAwaiter().GetResult());

        Assert.Contains("20:00:00.000 Error", failed.Message, StringComparison.Ordinal);
        Assert.Contains("the valve is stuck", failed.Message, StringComparison.Ordinal);
    }
}

/// <summary>Code under test that awaits goes on at the very moment at which what it waits for has come, in every run.</summary>
public abstract class AwaitingTest : EconetTestKit
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte> Results = new();

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, 5)];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Loop_of_a_test_should_run_the_same_every_time(int run)
    {
        await Learned();
        var times = new List<string> { $"{run - run}" };
        var loop = LoopAsync(times);
        await Within(TimeSpan.FromMinutes(5), loop);

        Results.TryAdd(string.Join(';', times), 0);
        Assert.Single(Results);
    }

    private async Task LoopAsync(List<string> times)
    {
        for (var i = 0; i < 4; i++)
        {
            await Device.ReadAsync("TempWthr", TimeSpan.Zero);
            times.Add($"{House.Time.GetTimestamp()}");
            await Task.Delay(TimeSpan.FromMilliseconds(1234), House.Time);
            await Device.WriteAsync("HDWTSetPoint", 40 + i);
            times.Add($"{House.Time.GetTimestamp()}");
        }
    }
}

public sealed class AwaitingTests : AwaitingTest;
