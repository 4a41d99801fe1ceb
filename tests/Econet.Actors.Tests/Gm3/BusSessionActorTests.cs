using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public sealed class BusSessionActorTests : IAsyncLifetime
{
    private const ushort Stored = 107;

    private readonly ActorBench _bench = new();
    private readonly Probe _store;
    private readonly Probe _protocol;
    private readonly Probe _parameters;

    public BusSessionActorTests() => (_store, _protocol, _parameters) = (_bench.NewProbe(), _bench.NewProbe(), _bench.NewProbe());

    [Fact]
    public void Session_should_wait_three_seconds_for_what_is_stored()
    {
        var session = Start();
        _bench.Advance(2999);
        Hear(session, Table(), Identify(105));
        Assert.Empty(Sent());

        _bench.Advance(1);
        Hear(session, Identify(105));

        Assert.Equal(Command.IdentifyAnswer, Assert.Single(Sent()).Command);
    }

    [Fact]
    public void Session_should_take_its_stored_address_even_when_the_store_answers_late()
    {
        var session = Start();
        _bench.Advance(3000);
        session.Tell(Loaded());
        _bench.Advance(1000);
        Hear(session, Identify(Stored), Service.TokenGrant(Stored));

        Assert.Equal(Stored, Sent()[0].Source);
        Assert.Equal(Stored, Assert.Single(_protocol.Heard<ProtocolMessages.Request>()).Frame.Source);
    }

    [Fact]
    public void Session_should_answer_IDENTIFY_only_while_the_panel_waits()
    {
        var session = Start();
        session.Tell(Loaded());
        _bench.Advance(500);
        var heard = _bench.Time.Now();
        session.Tell(new ProtocolMessages.Heard(Identify(Stored), heard));
        _bench.Time.Settle();

        var answer = Assert.Single(_protocol.Heard<ProtocolMessages.Transmit>());
        Assert.Equal(heard, answer.Asked);
        session.Tell(new ProtocolMessages.Heard(Identify(Stored), _bench.Time.Now(), TooLate: true));
        _bench.Time.Settle();
        Assert.Single(_protocol.Heard<ProtocolMessages.Transmit>());
    }

    [Fact]
    public void Session_should_give_back_at_once_a_token_that_comes_while_it_starts_anew_and_the_store_hangs()
    {
        var session = Start();
        session.Tell(Loaded());
        Hear(session, Service.TokenGrant(Stored));
        session.Tell(new ProtocolMessages.Heard(null!, default));
        _bench.Time.Settle();
        Assert.Equal(ServiceFunction.TokenReturn, Function(Assert.Single(Sent())));

        _bench.Advance(1000);
        Hear(session, Service.TokenGrant(Stored));

        Assert.Equal(2, Sent().Count);
        Assert.All(Sent(), frame => Assert.Equal((Stored, ServiceFunction.TokenReturn), (frame.Source, Function(frame))));
        _bench.Advance(3000);
        Hear(session, Service.TokenGrant(Stored));
        Assert.Equal(2, Sent().Count);
    }

    [Fact]
    public void Session_should_take_a_second_grant_for_the_first_while_its_return_is_not_sent()
    {
        var session = Start();
        session.Tell(Loaded());
        Hear(session, Service.TokenGrant(Stored));
        var request = Assert.Single(_protocol.Heard<ProtocolMessages.Request>());
        session.Tell(new ProtocolMessages.Unanswered(request, Damaged: false, Noisy: true));
        Hear(session, Service.TokenGrant(Stored));
        Assert.Single(_protocol.Heard<ProtocolMessages.Request>());

        session.Tell(new ProtocolMessages.Transmitted(Assert.Single(_protocol.Heard<ProtocolMessages.Transmit>()).Confirm!.Value));
        Hear(session, Service.TokenGrant(Stored));

        Assert.Equal(2, _protocol.Heard<ProtocolMessages.Request>().Count);
    }

    [Fact]
    public void Session_should_leave_its_address_when_a_stranger_speaks_from_it()
    {
        var session = Start();
        session.Tell(Loaded());
        _bench.Advance(4000);
        Hear(session, Identify(Stored));
        var answer = Assert.Single(Sent());
        Hear(session, answer);
        _bench.Advance(3000);
        Hear(session, answer);
        _bench.Advance(3000);
        Hear(session, Service.TokenGrant(Stored));
        Hear(session, answer);

        // The token may be the stranger's: it goes back when nobody does anything with it.
        Assert.Empty(_protocol.Heard<ProtocolMessages.Request>());
        _bench.Advance(500);
        Assert.Empty(_store.Heard<StoreMessages.SaveDocument>()[^1].Content);
        Hear(session, Service.TokenGrant(Stored));
        _bench.Advance(850);
        Assert.Single(Sent());
        _bench.Advance(500);
        Assert.Equal((Stored, ServiceFunction.TokenReturn), (Sent()[^1].Source, Function(Sent()[^1])));
    }

    [Fact]
    public void Session_should_claim_another_address_when_the_panel_has_forgotten_its_own()
    {
        var session = Start();
        session.Tell(Loaded());
        for (var cycle = 0; cycle < PanelRounds.UntilForgotten; cycle++)
        {
            Hear(session, Table());
        }

        _bench.Advance(1000);
        Hear(session, Identify(110));

        Assert.Empty(Assert.Single(_store.Heard<StoreMessages.SaveDocument>()).Content);
        Assert.Equal(110, Assert.Single(Sent()).Source);
    }

    [Fact]
    public void Session_should_refuse_a_write_that_comes_when_the_device_is_left_alone()
    {
        var session = Start(new Gm3Options { Breaker = new BreakerOptions(Failures: 1) });
        session.Tell(Loaded());
        Hear(session, Service.TokenGrant(Stored));
        for (var asked = 0; asked < _protocol.Heard<ProtocolMessages.Request>().Count; asked++)
        {
            session.Tell(new ProtocolMessages.Unanswered(_protocol.Heard<ProtocolMessages.Request>()[asked], false));
            _bench.Time.Settle();
        }

        var requester = _bench.NewProbe();
        session.Tell(new ParameterMessages.Write(1, 103, Value.Of(ParameterType.UInt8, 50)), requester.Ref);
        _bench.Time.Settle();

        var ended = Assert.Single(requester.Heard<ParameterMessages.WriteEnded>());
        Assert.Equal((WriteStatus.Expired, EconetError.Unavailable), (ended.Outcome, ended.Error));
        Assert.Equal(ended.Reason, _parameters.Heard<ParameterMessages.Alive>()[^1].Reason);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private static Frame Identify(ushort address) => new(address, BusAddress.Panel, Command.Identify);

    private static Frame Table() => DeviceTable.Write([new(1, 20), new(100, 20)]);

    private static StoreMessages.Loaded Loaded() => new(
        new StoredState(ImmutableDictionary<string, byte[]>.Empty.Add("bus/address", [(byte)Stored, 0]), [], []), new StoreHealth(OnDisk: true));

    private static ServiceFunction? Function(Frame frame) => Service.TryFunction(frame, out var function) ? function : null;

    private IReadOnlyList<Frame> Sent() => [.. _protocol.Heard<ProtocolMessages.Transmit>().Select(transmit => transmit.Frame)];

    private void Hear(IActorRef session, params Frame[] frames)
    {
        foreach (var frame in frames)
        {
            session.Tell(new ProtocolMessages.Heard(frame, _bench.Time.Now()));
        }

        _bench.Time.Settle();
    }

    private IActorRef Start(Gm3Options? options = null)
    {
        var session = _bench.System.ActorOf(BusSessionActor.Props(
            "house", options ?? new Gm3Options(), _store.Ref, _protocol.Ref, _parameters.Ref, _bench.Time));
        session.Tell(new ProtocolMessages.LineState(true));
        _bench.Time.Settle();
        return session;
    }
}
