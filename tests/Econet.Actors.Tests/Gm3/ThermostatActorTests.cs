using System.Buffers.Binary;
using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>What the thermostat has its store keep, and when.</summary>
public sealed class ThermostatActorTests : IAsyncDisposable
{
    private const ushort Address = 170;

    private readonly ActorBench _bench = new();
    private readonly Probe _store;
    private readonly IActorRef _thermostat;

    public ThermostatActorTests()
    {
        _store = _bench.NewProbe();
        _thermostat = _bench.System.ActorOf(ThermostatActor.Props(
            new Gm3Options { Thermostat = new ThermostatOptions() }, _store.Ref, _bench.NewProbe().Ref, _bench.Time));
    }

    [Fact]
    public void Reading_should_be_saved_at_most_every_two_minutes_and_the_last_one_when_they_are_over()
    {
        for (var minute = 0; minute < 9; minute++)
        {
            Submit(20 + minute);
            _bench.Advance(60_000);
        }

        _bench.Advance(600_000);

        // One of minute 1 waits until minute 2, where the next is saved at once or with it.
        var saved = Saved();
        Assert.Equal((0, 20f), saved[0]);
        Assert.Equal(28f, saved[^1].Temperature);
        Assert.All(saved.Zip(saved.Skip(1)), pair => Assert.InRange(pair.Second.Minute - pair.First.Minute, 2, 3));
        Assert.Equal(saved.Select(s => s.Minute).Distinct().Count(), saved.Count);
    }

    [Fact]
    public void Reading_should_be_saved_by_the_timer_when_no_other_comes()
    {
        Submit(20);
        _bench.Advance(30_000);
        Submit(21);
        _bench.Advance(89_000);
        Assert.Single(Saved());

        _bench.Advance(1_000);

        Assert.Equal([(0, 20f), (2, 21f)], Saved());
    }

    [Fact]
    public void Reading_should_be_saved_once_when_the_device_stops()
    {
        Submit(20);
        Submit(21);

        _thermostat.Tell(ThermostatActor.SavePending.Instance);
        _bench.System.Stop(_thermostat);
        _bench.Advance(0);

        Assert.Equal([(0, 20f), (0, 21f)], Saved());
    }

    [Fact]
    public void Reading_should_be_saved_when_the_thermostat_fails()
    {
        Submit(20);
        Submit(21);

        _thermostat.Tell(Kill.Instance);
        _bench.Advance(0);

        Assert.Equal([(0, 20f), (0, 21f)], Saved());
    }

    [Fact]
    public void Write_of_the_panel_should_be_saved_at_once()
    {
        Load();

        Write(EcoSter.DayPreset, 20.5f);

        Assert.True(Assert.Single(SavedWritten()).AtOnce);
    }

    [Fact]
    public void Write_of_the_panel_should_be_saved_with_those_from_before_the_start_when_the_store_is_slow()
    {
        var before = NewResponder();
        before.Answer(Modification(EcoSter.DayPreset, 21), out _);
        before.Answer(Modification(EcoSter.NightPreset, 16), out _);
        _thermostat.Tell(PairThermostat.Instance);
        Hear(Service.PairingBeacon());
        Hear(AddressAssignment.Write(BusAddress.PairingThermostat, Address));
        Write(EcoSter.DayPreset, 20.5f);
        Assert.Empty(SavedWritten());

        Load(before.Encode());

        before.Answer(Modification(EcoSter.DayPreset, 20.5f), out _);
        var saved = Assert.Single(SavedWritten());
        Assert.True(saved.AtOnce);
        Assert.Equal(before.Encode(), saved.Content);
    }

    [Fact]
    public void What_the_panel_wrote_before_the_start_should_not_be_saved_again_when_it_has_written_nothing_since()
    {
        Load(NewResponder().Encode());

        Assert.Empty(SavedWritten());
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private static Frame Modification(int index, float value) =>
        new(Address, BusAddress.Panel, Command.ModifyParam, Modify.Write((ushort)index, Value.Of(value)));

    private ThermostatResponder NewResponder() =>
        new(new ThermostatOptions().Serial, new RoomReading(new ThermostatOptions(), _bench.Time), _bench.Time);

    /// <summary>The store answers.</summary>
    private void Load(byte[]? written = null)
    {
        var documents = ImmutableDictionary<string, byte[]>.Empty
            .Add("thermostat/address", [(byte)Address, 0]).Add("thermostat/written", written ?? []);
        _thermostat.Tell(new StoreMessages.Loaded(new StoredState(documents, [], []), new StoreHealth(OnDisk: true)));
        _bench.Advance(0);
    }

    private void Write(int index, float value) => Hear(Modification(index, value));

    private void Hear(Frame frame)
    {
        _thermostat.Tell(new ProtocolMessages.Heard(frame, _bench.Time.Now()));
        _bench.Advance(0);
    }

    private StoreMessages.SaveDocument[] SavedWritten() =>
        [.. _store.Heard<StoreMessages.SaveDocument>().Where(document => document.Name == "thermostat/written")];

    private void Submit(float temperature)
    {
        _thermostat.Tell(new SubmitTemperature(temperature), ActorRefs.Nobody);
        _bench.Advance(0);
    }

    private List<(int Minute, float Temperature)> Saved() => [.. _store.All
        .Where(heard => heard.Message is StoreMessages.SaveDocument { Name: "thermostat/reading", AtOnce: true })
        .Select(heard => ((int)(heard.At / 60_000), BinaryPrimitives.ReadSingleLittleEndian(((StoreMessages.SaveDocument)heard.Message).Content)))];
}
