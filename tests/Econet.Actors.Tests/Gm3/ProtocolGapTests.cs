using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Protocol;
using Econet.Gm3.Payloads;
using static Econet.Actors.Tests.Gm3.ProtocolBench;

namespace Econet.Actors.Tests.Gm3;

/// <summary>When the protocol speaks: how long it is silent before.</summary>
public sealed class ProtocolGapTests : IAsyncLifetime
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
            _bus.Exchange(i);
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
            _bus.Exchange(i);
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
            _bus.Exchange(i);
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
            _bus.Exchange(i);
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

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bus.DisposeAsync();
}
