using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Modbus;
using Econet.Values;

namespace Econet.Actors.Tests.NeaSmart;

public sealed class RegistersActorTests : IAsyncDisposable
{
    private const int Setpoint = 301;
    private const int Temperature = 302;
    private const ushort Old = 1000;
    private const ushort New = 1100;
    private static readonly StoreHealth NoFile = new(OnDisk: false, "It can't be read");

    /// <summary>The write that was under way before the start.</summary>
    private static readonly WriteJob Before = new(5, "setpoint", Setpoint, Value.Of(11f), Value.Of(10f), "test", DateTimeOffset.UnixEpoch);

    private readonly ActorBench _bench = new();
    private readonly RegisterBank _bank;
    private readonly Probe _store;
    private readonly Probe _server;
    private readonly Probe _writer;
    private readonly IActorRef _registers;

    public RegistersActorTests()
    {
        var options = new NeaSmartOptions { Server = new NeaSmartServer.Tcp(IPAddress.Loopback) };
        _bank = new RegisterBank(options, _bench.Time);
        (_store, _server, _writer) = (_bench.NewProbe(), _bench.NewProbe(), _bench.NewProbe());
        _registers = _bench.System.ActorOf(RegistersActor.Props(
            new ServerContext(options, new UnitSet(240), _bank, new Traffic(), new MasterWatch(_bench.Time), SpeakerLicence.Unlimited, _bench.Time),
            new StartupSettings(options), _store.Ref, _bench.NewProbe().Ref, _server.Ref));
        _bench.Time.Settle();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void Masters_should_be_served_without_what_is_stored_when_the_store_is_slow_and_with_it_when_it_comes()
    {
        _bench.Advance(2900);
        Assert.Empty(_server.All);
        _bench.Advance(200);
        Assert.Single(_server.Heard<NeaSmartMessages.Serve>());
        Assert.Equal(0, Read(Temperature));
        Write(Setpoint + 100, New);

        Load(Register(Temperature, 7), Register(Setpoint + 100, Old));

        Assert.Equal(7, Read(Temperature));
        Assert.Equal(New, Read(Setpoint + 100));
        Assert.Single(_server.Heard<NeaSmartMessages.Serve>());
    }

    [Fact]
    public void Write_from_before_the_start_should_wait_for_a_slow_store_so_that_one_that_was_taken_is_known_as_such()
    {
        var taken = _bench.Time.GetUtcNow();
        Recover(5);
        _bench.Advance(3100);
        Write(Temperature, 7);
        Assert.Equal(0, Read(Setpoint));
        Assert.Empty(_writer.All);

        Load(Register(Setpoint, New, taken: 5));

        Assert.Equal(
            [new ParameterMessages.WriteProgress(5, WriteStatus.Sent, taken), new ParameterMessages.WriteProgress(5, WriteStatus.Acknowledged)],
            _writer.All.Select(heard => heard.Message));
        Assert.Equal(0, Read(Setpoint));
        Write(Setpoint, Old);
        Assert.Equal(WriteStatus.Overridden, Assert.Single(_writer.Heard<ParameterMessages.WriteEnded>()).Outcome);
    }

    [Fact]
    public void Write_from_before_the_start_should_go_on_when_a_slow_store_knew_what_the_base_has_written_meanwhile()
    {
        Recover(5);
        _bench.Advance(3100);
        Write(Setpoint, Old);
        Assert.Equal(Old, Read(Setpoint));

        Load(Register(Setpoint, Old));

        Assert.Equal(New, Read(Setpoint));
        Assert.Equal(WriteStatus.Acknowledged, _writer.Heard<ParameterMessages.WriteProgress>()[^1].Status);
    }

    [Theory]
    [InlineData(Old, WriteStatus.Overridden)]
    [InlineData(New, WriteStatus.Verified)]
    public void Write_that_the_base_had_read_should_be_judged_by_what_it_has_written_while_the_store_was_slow(ushort held, WriteStatus ends)
    {
        Recover(5);
        _bench.Advance(3100);
        Write(Setpoint, held);

        Load(Register(Setpoint, New, taken: 5));

        Assert.Equal(ends, Assert.Single(_writer.Heard<ParameterMessages.WriteEnded>()).Outcome);
        Assert.Equal(held, Read(Setpoint));
    }

    [Fact]
    public void Write_that_the_base_had_read_should_be_superseded_by_one_made_before_the_file_was_back()
    {
        Tell(new StoreMessages.Loaded(new StoredState(ImmutableDictionary<string, byte[]>.Empty, [], []), NoFile));
        Tell(new ParameterMessages.Write(6, Setpoint, Value.Of(12f)));
        Tell(new StoreHealth(OnDisk: true));
        Recover(5);

        Load(Register(Setpoint, New, taken: 5));

        var ended = Assert.Single(_writer.Heard<ParameterMessages.WriteEnded>());
        Assert.Equal((5, WriteStatus.Superseded), (ended.Id, ended.Outcome));
        Write(Temperature, 7);
        Assert.Equal(1200, Read(Setpoint));
        Assert.Equal(new ParameterMessages.WriteProgress(6, WriteStatus.Acknowledged), _writer.Heard<ParameterMessages.WriteProgress>()[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_of_this_run_should_not_be_overridden_by_what_the_base_wrote_before_it_when_the_parameters_have_started_anew(bool late)
    {
        if (late)
        {
            Tell(new StoreMessages.Loaded(new StoredState(ImmutableDictionary<string, byte[]>.Empty, [], []), NoFile));
            Tell(new StoreHealth(OnDisk: true));
        }

        Load(Register(Setpoint, Old));
        Write(Setpoint, 1200);

        Recover(6);

        Assert.Equal(New, Read(Setpoint));
        Write(Setpoint, 1200);
        Assert.Equal(New, Read(Setpoint));
        Assert.Empty(_writer.Heard<ParameterMessages.WriteEnded>());
    }

    [Fact]
    public void Write_from_before_the_start_should_be_overridden_by_what_the_base_has_written_since()
    {
        Load(Register(Setpoint, Old));
        Write(Setpoint, 1200);

        Recover(5);

        Assert.Equal(WriteStatus.Overridden, Assert.Single(_writer.Heard<ParameterMessages.WriteEnded>()).Outcome);
        Assert.Equal(1200, Read(Setpoint));
    }

    private static StoredRegister Register(ushort address, ushort word, long taken = 0) => new(
        address, word, taken == 0 ? RegisterWriter.Base : RegisterWriter.User, new DateTimeOffset(2026, 1, 22, 20, 0, 0, TimeSpan.Zero), taken);

    private void Load(params StoredRegister[] registers) => Tell(new StoreMessages.Loaded(
        new StoredState(registers.ToImmutableDictionary(r => r.Document, r => r.Encode()), [], [Before]), new StoreHealth(OnDisk: true)));

    /// <summary>The parameters have found a write in the store, of the word <see cref="New"/>.</summary>
    private void Recover(long id) => Tell(new ParameterMessages.Write(id, Setpoint, Value.Of(11f), Recovered: true));

    private void Tell(object message)
    {
        _registers.Tell(message, _writer.Ref);
        _bench.Time.Settle();
    }

    private void Write(ushort address, ushort word)
    {
        _bank.For("base").Write(240, address, [word]);
        _bench.Time.Settle();
    }

    private ushort Read(ushort address)
    {
        Span<ushort> word = stackalloc ushort[1];
        _bank.For("base").Read(240, address, word);
        _bench.Time.Settle();
        return word[0];
    }
}
