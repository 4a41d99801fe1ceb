using Akka.Actor;
using Econet.Actors.Gm3;
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
    public void Protocol_should_stay_silent_for_20_ms_after_the_last_byte_of_others()
    {
        _bus.Advance(50);
        _bus.Bring(Service.TokenGrant(Us));
        _bus.Advance(7);
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(30);

        Assert.Equal(70, Assert.Single(_bus.Line.Sent).At);
    }

    [Fact]
    public void Protocol_should_wait_anew_when_noise_comes_in_the_gap()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(15);
        _bus.BringNoise();
        _bus.Advance(12);
        _bus.BringBytes(new byte[1]);
        _bus.Advance(30);

        Assert.Equal(47, Assert.Single(_bus.Line.Sent).At);
    }

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
    public void Protocol_should_keep_the_gap_behind_its_own_frames()
    {
        var frame = Service.TokenReturn(Us);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(frame, Confirm: 7), _bus.Asker.Ref);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(frame), _bus.Asker.Ref);
        _bus.Advance(100);

        var sent = _bus.Line.Sent;
        Assert.Equal(2, sent.Count);
        Assert.Equal(20, sent[0].At);
        Assert.InRange(sent[1].At, 40 + WireTime(frame).TotalMilliseconds, 42 + WireTime(frame).TotalMilliseconds);
        Assert.Equal(7, Assert.Single(_bus.Asker.Heard<ProtocolMessages.Transmitted>()).Id);
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
    public void Protocol_should_ask_three_times_and_then_say_so_when_nothing_at_all_is_heard()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(10_000);

        var sent = _bus.Line.Sent;
        var wire = WireTime(ValuesRequest(0).Frame).TotalMilliseconds;
        Assert.Equal(3, sent.Count);
        Assert.All(sent, s => Assert.Equal(ValuesRequest(0).Frame, s.Frame));
        Assert.InRange(sent[1].At - sent[0].At, 299 + wire, 302 + wire);
        Assert.InRange(sent[2].At - sent[1].At, 299 + wire, 302 + wire);
        var (at, message) = Assert.Single(_bus.Asker.All);
        Assert.Equal(new ProtocolMessages.Unanswered(ValuesRequest(0), false, Tries: 3), message);
        Assert.InRange(at - sent[2].At, 299 + wire, 302 + wire);
    }

    [Fact]
    public void Protocol_should_wait_for_the_end_of_an_answer_that_has_begun()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(290);
        for (var piece = 0; piece < 6; piece++)
        {
            _bus.BringBytes(new byte[16]);
            _bus.Advance(150);
        }

        _bus.Bring(ValuesAnswer(0));

        Assert.Single(_bus.Line.Sent);
        Assert.Equal(1, Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>()).Tries);
    }

    [Fact]
    public void Protocol_should_not_wait_for_ever_when_somebody_speaks_on_and_on()
    {
        _bus.Ask(ValuesRequest(0, attempts: 1));
        for (var piece = 0; piece < 50; piece++)
        {
            _bus.BringBytes(new byte[16]);
            _bus.Advance(50);
        }

        Assert.InRange(Assert.Single(_bus.Asker.All).At, 2000, 2400);
    }

    [Theory]
    [InlineData(450)]
    [InlineData(700)]
    [InlineData(1500)]
    public void Protocol_should_wait_longer_once_answers_have_come_late(int late)
    {
        Deliver(Ask(ValuesRequest(0)), late, ValuesAnswer(0));
        _bus.Advance(5000);
        var before = _bus.Line.Sent.Count;

        Deliver(Ask(ValuesRequest(10)), late, ValuesAnswer(10));
        _bus.Advance(5000);

        Assert.Equal(1, _bus.Asker.Heard<ProtocolMessages.Answered>()[^1].Tries);
        Assert.Equal(before + 1, _bus.Line.Sent.Count);
        Assert.Equal(Math.Min(2000.0, 2 * late), (double)_bus.Traffic("answer_timeout_ms")!, 60.0);

        double Ask(ProtocolMessages.Request request)
        {
            _bus.Ask(request);
            _bus.Advance(21);
            return _bus.Line.Sent[^1].At;
        }

        // Each time that it is sent the answer comes so much later.
        void Deliver(double sentAt, int delay, Frame answer)
        {
            var due = new Queue<double>([sentAt + delay]);
            var known = _bus.Line.Sent.Count;
            while (_bus.Now < sentAt + 5000)
            {
                _bus.Advance(1);
                foreach (var (at, _) in _bus.Line.Sent.Skip(known))
                {
                    due.Enqueue(at + delay);
                }

                known = _bus.Line.Sent.Count;
                if (due.TryPeek(out var next) && _bus.Now >= next)
                {
                    due.Dequeue();
                    _bus.Bring(answer);
                }
            }
        }
    }

    [Fact]
    public void Protocol_should_not_take_lost_answers_for_late_ones()
    {
        for (ushort first = 0; first < 20; first++)
        {
            _bus.Ask(ValuesRequest(first));
            _bus.Advance(400);
            _bus.Bring(ValuesAnswer(first));
            _bus.Advance(100);
        }

        Assert.Equal(20, _bus.Asker.Heard<ProtocolMessages.Answered>().Count(answered => answered.Tries == 2));
        Assert.Equal(300.0, _bus.Traffic("answer_timeout_ms"));
    }

    [Fact]
    public void Protocol_should_take_the_answer_to_a_later_try()
    {
        _bus.Ask(ValuesRequest(0), ValuesRequest(10));
        _bus.Advance(400);
        Assert.Equal(2, _bus.Line.Sent.Count);
        _bus.Bring(ValuesAnswer(0));
        _bus.Advance(200);

        Assert.Equal(ValuesAnswer(0), Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>()).Answer);
        Assert.Equal(ValuesRequest(10).Frame, _bus.Line.Sent[^1].Frame);
        Assert.Equal(3, _bus.Line.Sent.Count);
    }

    [Fact]
    public void Protocol_should_send_no_more_often_than_the_request_allows()
    {
        _bus.Ask(ValuesRequest(0, attempts: 1));
        _bus.Advance(10_000);

        Assert.Single(_bus.Line.Sent);
        Assert.Equal(new ProtocolMessages.Unanswered(ValuesRequest(0, attempts: 1), false, Tries: 1), Assert.Single(_bus.Asker.All).Message);
    }

    [Fact]
    public void Protocol_should_ask_again_soon_when_the_answer_was_damaged()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(30);
        _bus.BringNoise();
        _bus.Advance(40);
        _bus.BringBytes(new byte[1]);
        _bus.Advance(200);

        // 50 ms of silence after the last byte at 70.
        Assert.Equal(120, _bus.Line.Sent[1].At);
        _bus.Bring(ValuesAnswer(0));
        Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>());
    }

    [Fact]
    public void Protocol_should_take_the_answer_that_comes_behind_noise()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(30);
        _bus.BringNoise(SkipReason.Noise);
        _bus.Advance(10);
        _bus.Bring(ValuesAnswer(0));
        _bus.Advance(5000);

        Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>());
        Assert.Single(_bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_take_the_answer_that_is_found_with_noise_long_past()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(30);
        var at = _bus.Time.Now();
        _bus.BringBytes(new byte[20]);
        _bus.Advance(200);

        // What framing finds behind a false beginning: the noise, and then the frame, both after a pause.
        _bus.Protocol.Tell(new LineEvent.BytesSkipped(new Skip(1, SkipReason.Truncated), at));
        _bus.Time.Settle();
        _bus.Protocol.Tell(new LineEvent.FrameReceived(ValuesAnswer(0), at));
        _bus.Advance(1000);

        Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>());
        Assert.Single(_bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_not_ask_again_for_noise_from_before_the_request()
    {
        var before = _bus.Time.Now();
        _bus.Advance(50);
        _bus.Ask(ValuesRequest(0));
        _bus.Protocol.Tell(new LineEvent.BytesSkipped(new Skip(1, SkipReason.Truncated), before));
        _bus.Advance(290);

        Assert.Single(_bus.Line.Sent);
    }

    [Fact]
    public void Protocol_should_say_that_only_damage_was_heard()
    {
        _bus.Ask(ValuesRequest(0, attempts: 1));
        _bus.Advance(30);
        _bus.BringNoise();
        _bus.Advance(100);

        Assert.Equal(new ProtocolMessages.Unanswered(ValuesRequest(0, attempts: 1), true, Tries: 1), Assert.Single(_bus.Asker.All).Message);
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
    public void Protocol_should_not_wait_longer_for_its_own_bytes_that_come_back()
    {
        var frame = Service.TokenReturn(Us);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(frame), _bus.Asker.Ref);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(111)), _bus.Asker.Ref);
        _bus.Advance(20 + WireTime(frame).TotalMilliseconds + 15);
        _bus.Bring(frame);
        _bus.Advance(100);

        var wire = WireTime(frame).TotalMilliseconds;
        Assert.InRange(_bus.Line.Sent[1].At, 40 + wire, 42 + wire);
    }

    [Fact]
    public void Protocol_should_wait_less_before_it_speaks_the_longer_it_is_answered()
    {
        for (ushort i = 0; i < 60; i++)
        {
            Exchange(i);
        }

        Assert.Equal(3.0, _bus.Traffic("gap_ms"));
        var answered = _bus.Asker.Heard<ProtocolMessages.Answered>().Count;
        _bus.Ask(ValuesRequest(200));
        _bus.Advance(4);
        Assert.Equal(ValuesRequest(200).Frame, _bus.Line.Sent[^1].Frame);
        Assert.Equal(60, answered);
    }

    [Theory]
    [InlineData(0, 150)]
    [InlineData(8, 20)]
    public void Protocol_should_wait_where_an_answer_may_begin_or_go_on(int heard, int gap)
    {
        for (ushort i = 0; i < 60; i++)
        {
            Exchange(i);
        }

        _bus.Ask(ValuesRequest(200));
        _bus.Advance(4 + WireTime(ValuesRequest(200).Frame).TotalMilliseconds + heard);
        if (heard > 0)
        {
            _bus.BringBytes(new byte[64]);
        }

        var from = _bus.Now - (heard > 0 ? 0 : 1);
        _bus.Protocol.Tell(new ProtocolMessages.Transmit(Service.TokenReturn(Us)), _bus.Asker.Ref);
        _bus.Advance(170);

        Assert.Equal(3.0, _bus.Traffic("gap_ms"));
        Assert.InRange(_bus.Line.Sent[^1].At - from, gap, gap + 2);
    }

    [Fact]
    public void Protocol_should_wait_as_long_as_at_first_after_a_missed_answer()
    {
        for (ushort i = 0; i < 60; i++)
        {
            Exchange(i);
        }

        _bus.Ask(ValuesRequest(200));
        _bus.Advance(350);

        Assert.Equal(20.0, _bus.Traffic("gap_ms"));
    }

    [Fact]
    public void Protocol_should_tell_where_the_gap_has_come_to_and_go_on_there_when_it_is_told_back()
    {
        for (ushort i = 0; i < 60; i++)
        {
            Exchange(i);
        }

        var told = _bus.Session.Heard<ProtocolMessages.TunedGap>();
        Assert.Equal([16, 12, 9, 7, 5, 4, 3], told.Select(tuned => (int)tuned.Content.Span[0]));

        _bus.Protocol.Tell(new ProtocolMessages.TunedGap(new byte[] { 9, 0 }));
        _bus.Time.Settle();
        Assert.Equal(9.0, _bus.Traffic("gap_ms"));
    }

    [Fact]
    public async Task Protocol_should_keep_the_longest_gap_where_it_speaks_unbidden()
    {
        await using var bus = new ProtocolBench(new Gm3Options { TokenRequired = false });
        for (ushort i = 0; i < 40; i++)
        {
            bus.Ask(ValuesRequest(i));
            bus.Advance(30);
            bus.Bring(ValuesAnswer(i));
        }

        Assert.Equal(20.0, bus.Traffic("gap_ms"));
    }

    [Fact]
    public void Protocol_should_say_that_answers_are_in_doubt_while_damage_is_heard_and_after_it()
    {
        Exchange(0);
        _bus.BringNoise();
        Exchange(1);
        _bus.Bring(Service.TokenGrant(111));
        _bus.Advance(60_000);
        Exchange(2);

        Assert.Equal([false, true, false], _bus.Asker.Heard<ProtocolMessages.Answered>().Select(answered => answered.InDoubt));
        Assert.True(Assert.Single(_bus.Session.Heard<ProtocolMessages.Heard>()).InDoubt);
    }

    [Fact]
    public void Protocol_should_say_that_answers_are_in_doubt_while_a_late_one_may_come()
    {
        Exchange(0);
        _bus.Ask(ValuesRequest(1, attempts: 1));
        _bus.Advance(400);
        Exchange(2);
        _bus.Advance(10_000);
        Exchange(3);

        Assert.Equal([false, true, false], _bus.Asker.Heard<ProtocolMessages.Answered>().Select(answered => answered.InDoubt));
    }

    [Fact]
    public void Protocol_should_say_that_a_request_was_left_unanswered_on_a_noisy_line()
    {
        Exchange(0);
        _bus.BringNoise();
        _bus.Ask(ValuesRequest(1));
        _bus.Advance(5000);

        var sent = _bus.Line.Sent.Skip(1).ToList();
        var wire = WireTime(ValuesRequest(0).Frame).TotalMilliseconds;
        Assert.Equal(3, sent.Count);
        Assert.InRange(sent[1].At - sent[0].At, 299 + wire, 302 + wire);
        Assert.InRange(sent[2].At - sent[1].At, 299 + wire, 302 + wire);
        var (at, message) = _bus.Asker.All[^1];
        Assert.Equal(new ProtocolMessages.Unanswered(ValuesRequest(1), false, Noisy: true, Tries: 3), message);
        Assert.InRange(at - sent[2].At, 299 + wire, 302 + wire);
    }

    [Fact]
    public void Protocol_should_say_how_often_it_had_to_ask()
    {
        _bus.Ask(ValuesRequest(0));
        _bus.Advance(400);
        _bus.Bring(ValuesAnswer(0));

        Assert.Equal(2, Assert.Single(_bus.Asker.Heard<ProtocolMessages.Answered>()).Tries);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bus.DisposeAsync();

    private void Exchange(ushort first)
    {
        _bus.Ask(ValuesRequest(first));
        _bus.Advance(30);
        _bus.Bring(ValuesAnswer(first));
    }
}
