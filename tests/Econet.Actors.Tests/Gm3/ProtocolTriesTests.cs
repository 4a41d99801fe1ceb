using Akka.Actor;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3;
using static Econet.Actors.Tests.Gm3.ProtocolBench;

namespace Econet.Actors.Tests.Gm3;

/// <summary>How long an answer is waited for, and when a request is sent again.</summary>
public sealed class ProtocolTriesTests : IAsyncLifetime
{
    private readonly ProtocolBench _bus = new();

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
    public void Protocol_should_say_that_a_request_was_left_unanswered_on_a_noisy_line()
    {
        _bus.Exchange(0);
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
}
