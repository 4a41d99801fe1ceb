using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class HouseValueTests
{
    private const int Outdoor = 68;
    private const int Flow = 64;

    /// <summary>A house in which nothing changes by itself.</summary>
    private static readonly Gm3SimulationOptions AtRest = new() { ModelInterval = TimeSpan.FromHours(10) };

    [Fact]
    public async Task Snapshot_should_hold_what_the_device_holds()
    {
        await using var house = await House.StartAsync(AtRest);
        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromSeconds(90));

        var snapshot = await house.Device.SnapshotAsync();
        Assert.Equal(house.Bus.ParameterCount, snapshot.Parameters.Length);
        Assert.All(snapshot.Parameters, parameter =>
        {
            var truth = house.Bus.Truth(parameter.Index);
            var definition = house.Bus.Definition(parameter.Index);
            Assert.Equal(truth.SaysNone ? default : truth, parameter.Value);
            Assert.Equal(truth.SaysNone ? Quality.Absent : Quality.Good, parameter.Quality);
            Assert.Equal((definition.Name, definition.Type, definition.Writable), (parameter.Definition.Name, parameter.Type, parameter.Writable));
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(999f)]
    public async Task Parameter_should_have_no_value_while_its_sensor_is_absent(float absent)
    {
        await using var house = await House.StartAsync(AtRest);
        await house.UntilLearned();

        house.Bus.Force(Outdoor, Value.Of(absent));
        await house.Until(TimeSpan.FromSeconds(10), s => s.Parameters.Single(p => p.Index == Outdoor).Quality == Quality.Absent);
        Assert.True((await house.Device.ReadAsync("TempWthr")).Value.IsNone);

        house.Bus.Force(Outdoor, Value.Of(-3.5f));
        await house.Until(TimeSpan.FromSeconds(10), s => s.Parameters.Single(p => p.Index == Outdoor).Value == Value.Of(-3.5f));
        Assert.Equal(Quality.Good, (await house.Device.ReadAsync("TempWthr")).Quality);
    }

    [Fact]
    public async Task Parameter_should_be_stale_when_nobody_confirms_it_for_longer_than_its_class_allows()
    {
        await using var house = await House.StartAsync();
        await house.UntilLearned();

        house.Bus.Unplug();
        house.Time.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal(Quality.Stale, (await house.Device.ReadAsync("TempWthr")).Quality);
        Assert.Equal(Quality.Good, (await house.Device.ReadAsync("HDWTSetPoint")).Quality);

        house.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(Quality.Stale, (await house.Device.ReadAsync("HDWTSetPoint")).Quality);
        Assert.Equal(house.Bus.Truth(103), (await house.Device.ReadAsync("HDWTSetPoint")).Value);
    }

    [Fact]
    public async Task Watch_should_tell_of_changes_in_order_until_it_is_cancelled()
    {
        await using var house = await House.StartAsync(AtRest);
        await house.UntilLearned();
        using var cancel = new CancellationTokenSource();
        await using var watch = house.Device.WatchAsync(cancel.Token).GetAsyncEnumerator();
        var seen = new List<ParameterChanged>();

        var next = watch.MoveNextAsync().AsTask();
        foreach (var number in (float[])[1, 2, 3])
        {
            house.Bus.Force(Outdoor, Value.Of(number));
            house.Bus.Force(Flow, Value.Of(20 + number));
            while (seen.Count(change => change.Index is Outdoor or Flow) < 2 * number)
            {
                Assert.True(await house.Within(TimeSpan.FromSeconds(15), next));
                seen.Add(watch.Current);
                next = watch.MoveNextAsync().AsTask();
            }
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Within(TimeSpan.FromSeconds(5), next));
        Assert.Equal([1, 2, 3], seen.Where(change => change.Index == Outdoor).Select(change => change.Value.ToDouble()));
        Assert.Equal([21, 22, 23], seen.Where(change => change.Index == Flow).Select(change => change.Value.ToDouble()));
        Assert.Equal([1, 2], seen.Where(change => change.Index == Outdoor).Skip(1).Select(change => change.OldValue.ToDouble()));
        Assert.Equal(seen.Select(change => change.Sequence).Order(), seen.Select(change => change.Sequence));
    }

    [Fact]
    public async Task Alarms_should_be_those_of_the_panel()
    {
        await using var house = await House.StartAsync();
        house.Bus.RaiseAlarm(148);
        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromSeconds(10));

        var alarms = (await house.Device.AlarmsAsync()).Entries;
        Assert.Equal((148, null), (alarms[0].Code, alarms[0].To));
        Assert.True(alarms.Count > 1);
    }

    [Fact]
    public async Task Device_of_another_id_should_not_be_found()
    {
        await using var house = await House.RunningAsync();

        Assert.Equal(["house"], house.Econet.Devices);
        Assert.Equal(EconetError.NotFound, Assert.Throws<EconetException>(() => house.Econet.Device("cellar")).Error);
        Assert.Equal(EconetError.NotFound, (await Assert.ThrowsAsync<EconetException>(() => house.Device.ReadAsync("no such name"))).Error);
    }
}
