using Akka.Actor;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Tests.Gm3.ProtocolBench;

namespace Econet.Actors.Tests.Gm3;

public sealed class ProtocolActorTests : IAsyncLifetime
{
    private readonly ProtocolBench _bus = new();

    [Fact]
    public async Task Protocol_should_send_nothing_more_when_its_licence_is_over()
    {
        await using var bus = new ProtocolBench(licence: time => new SpeakerLicence(time, time.GetTimestamp(), TimeSpan.FromMilliseconds(100)));
        bus.Ask(ValuesRequest(0));
        bus.Advance(90);
        Assert.Single(bus.Line.Sent);

        // The request would be made again, and the token be given back.
        bus.Advance(1_000);
        bus.Protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(Us)), bus.Asker.Ref);
        bus.Advance(1_000);

        Assert.Single(bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_send_what_somebody_waits_for_before_its_own_request()
    {
        var answer = new Frame(BusAddress.Panel, Us, Command.IdentifyAnswer);
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(5);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(answer, _bus.Time.Now()), _bus.Asker.Ref);
        _bus.Advance(100);

        Assert.Equal([answer, ValuesRequest(0).Frame], _bus.Line.Sent.Select(sent => sent.Frame));
    }

    [Fact]
    public void Protocol_should_have_one_request_in_flight()
    {
        _bus.Ask(ValuesRequest(0), ValuesRequest(10));
        _bus.Advance(250);
        Assert.Single(_bus.Line.Sent);

        _bus.Bring(ValuesAnswer(0));
        _bus.Advance(20);

        Assert.Equal([ValuesRequest(0).Frame, ValuesRequest(10).Frame], _bus.Line.Sent.Select(sent => sent.Frame));
        Assert.Equal(ValuesRequest(0), Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>()).Request);
    }

    public static TheoryData<ushort, ushort, byte, ushort> Strangers => new()
    {
        // source, destination, command, first
        { BusAddress.Panel, Us, (byte)Command.GetParamsAnswer, 5 },
        { BusAddress.Controller, 111, (byte)Command.GetParamsAnswer, 5 },
        { BusAddress.Controller, BusAddress.Broadcast, (byte)Command.GetParamsAnswer, 5 },
        { BusAddress.Controller, Us, (byte)Command.GetParamsStructWithRangeAnswer, 5 },
        { BusAddress.Controller, Us, (byte)Command.GetParams, 5 },
        { BusAddress.Controller, Us, (byte)Command.GetParamsAnswer, 6 },
        { BusAddress.Controller, Us, (byte)Command.GetParamsAnswer, 0x0105 },
        { BusAddress.Panel, Us, (byte)Command.NoData, 5 },
        { BusAddress.Controller, 111, (byte)Command.Error, 5 },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Protocol_should_hand_on_what_is_not_the_answer(ushort source, ushort destination, byte command, ushort first)
    {
        _bus.Ask(ValuesRequest(5));
        _bus.Advance(30);
        var stranger = ValuesAnswer(first, source, destination) with { Command = (Command)command };
        _bus.Bring(stranger);

        Assert.Empty(_bus.Asker.All);
        Assert.Equal(stranger, Assert.Single(_bus.Session.Heard<ProtocolMessages.Heard>()).Frame);

        _bus.Bring(ValuesAnswer(5));
        Assert.Equal(ValuesAnswer(5), Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>()).Answer);
        Assert.Single(_bus.Session.Heard<ProtocolMessages.Heard>());
    }

    [Theory]
    [InlineData(Command.Error)]
    [InlineData(Command.NoData)]
    public void Protocol_should_take_a_terminal_answer_as_the_answer(Command terminal)
    {
        var answer = new Frame(Us, BusAddress.Controller, terminal);
        _bus.Ask(ValuesRequest(5));
        _bus.Advance(30);
        _bus.Bring(answer);
        _bus.Advance(5000);

        Assert.Equal(answer, Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>()).Answer);
        Assert.Single(_bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_not_take_an_answer_that_arrived_before_the_request_was_sent()
    {
        _bus.Ask(ValuesRequest(5));
        var early = _bus.Time.Now();
        _bus.Bring(ValuesAnswer(5));
        _bus.Advance(30);
        Assert.Single(_bus.Line.Sent);

        // Here only now, but on the wire before.
        _bus.Protocol.Tell(new LineEvent.FrameReceived(ValuesAnswer(5), early));
        _bus.Time.Settle();

        Assert.Empty(_bus.Asker.All);
        Assert.Equal(2, _bus.Session.Heard<ProtocolMessages.Heard>().Count);
    }

    [Fact]
    public void Protocol_should_answer_all_requests_when_the_line_is_lost()
    {
        _bus.Ask(ValuesRequest(0), ValuesRequest(10), ValuesRequest(20));
        _bus.Advance(30);
        _bus.Protocol.Tell(new LineMessages.LineLost("pulled"));
        _bus.Ask(ValuesRequest(30));
        _bus.Advance(5000);

        Assert.Equal(
            [ValuesRequest(0), ValuesRequest(10), ValuesRequest(20), ValuesRequest(30)],
            _bus.Asker.Heard<ProtocolMessages.Unanswered>().Select(unanswered => unanswered.Request));
        Assert.Equal([true, false], _bus.Session.Heard<ProtocolMessages.LineState>().Select(state => state.Open));
        Assert.Single(_bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_tell_of_the_lost_line_before_it_answers_for_it()
    {
        _bus.Protocol.Tell(ValuesRequest(0), _bus.Session.Ref);
        _bus.Advance(30);
        _bus.Protocol.Tell(new LineMessages.LineLost("pulled"));
        _bus.Time.Settle();

        Assert.Equal(
            [
                new ProtocolMessages.LineState(true),
                new ProtocolMessages.LineState(false),
                new ProtocolMessages.Unanswered(ValuesRequest(0), false, Tries: 1),
            ],
            _bus.Session.All.Select(h => h.Message));
    }

    [Fact]
    public void Protocol_should_send_nothing_of_before_on_the_next_line()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(Us)), _bus.Asker.Ref);
        _bus.Protocol.Tell(new LineMessages.LineLost("pulled"));
        _bus.OpenLine();
        _bus.Advance(5000);

        Assert.Empty(_bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_not_ask_again_once_the_token_goes_back()
    {
        _bus.Ask(ValuesRequest(0), ValuesRequest(10));
        _bus.Advance(30);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(Us)), _bus.Session.Ref);
        _bus.Advance(10_000);

        Assert.Equal([ValuesRequest(0).Frame, Service.TokenReturn(Us)], _bus.Line.Sent.Select(sent => sent.Frame));
        Assert.Equal([ValuesRequest(0), ValuesRequest(10)], _bus.Asker.Heard<ProtocolMessages.Unanswered>().Select(unanswered => unanswered.Request));
    }

    [Fact]
    public void Protocol_should_have_its_line_again_after_an_error()
    {
        _bus.Line.Fault = new InvalidOperationException("on purpose");
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(100);
        Assert.Equal(2, _bus.Connection.Heard<LineMessages.WhichLine>().Count);
        Assert.Equal([true, false], _bus.Session.Heard<ProtocolMessages.LineState>().Select(state => state.Open));

        _bus.OpenLine();
        _bus.Ask(ValuesRequest(10));
        _bus.Advance(30);
        _bus.Bring(ValuesAnswer(10));

        Assert.Equal([true, false, true], _bus.Session.Heard<ProtocolMessages.LineState>().Select(state => state.Open));
        Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>());
    }

    [Fact]
    public void Protocol_should_drop_its_own_frames_that_come_back()
    {
        var returned = Service.TokenReturn(Us);
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(30);
        _bus.Bring(ValuesRequest(0).Frame);
        _bus.Bring(ValuesAnswer(0));
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(returned), _bus.Session.Ref);
        _bus.Advance(30);
        _bus.Bring(returned);

        Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>());
        Assert.Empty(_bus.Session.Heard<ProtocolMessages.Heard>());
        Assert.Equal(2L, _bus.Traffic("echoes"));
    }

    [Fact]
    public void Protocol_should_hand_on_its_own_frame_when_it_comes_twice_or_much_later()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(30);
        _bus.Bring(ValuesRequest(0).Frame);
        _bus.Bring(ValuesRequest(0).Frame);
        Assert.Single(_bus.Session.Heard<ProtocolMessages.Heard>());

        _bus.Bring(ValuesAnswer(0));
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(Us)), _bus.Asker.Ref);
        _bus.Advance(1000);
        _bus.Bring(Service.TokenReturn(Us));
        Assert.Equal(2, _bus.Session.Heard<ProtocolMessages.Heard>().Count);
    }

    [Fact]
    public void Protocol_should_say_that_answers_are_in_doubt_while_damage_is_heard_and_after_it()
    {
        _bus.Exchange(0);
        _bus.BringNoise();
        _bus.Exchange(1);
        _bus.Bring(Service.TokenGrant(111));
        _bus.Advance(60_000);
        _bus.Exchange(2);

        Assert.Equal([false, true, false], _bus.Asker.Heard<ProtocolMessages.Answered>().Select(answered => answered.InDoubt));
        Assert.True(Assert.Single(_bus.Session.Heard<ProtocolMessages.Heard>()).InDoubt);
    }

    [Fact]
    public void Protocol_should_say_that_answers_are_in_doubt_while_a_late_one_may_come()
    {
        _bus.Exchange(0);
        _bus.Ask(ValuesRequest(1, attempts: 1));
        _bus.Advance(400);
        _bus.Exchange(2);
        _bus.Advance(10_000);
        _bus.Exchange(3);

        Assert.Equal([false, true, false], _bus.Asker.Heard<ProtocolMessages.Answered>().Select(answered => answered.InDoubt));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bus.DisposeAsync();
}
