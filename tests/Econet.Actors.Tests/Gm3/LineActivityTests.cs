using Econet.Actors.Gm3.Line;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class LineActivityTests : IDisposable
{
    private static readonly byte[] Ours = [0x68, 1, 2, 3];
    private static readonly TimeSpan WireTime = TimeSpan.FromMilliseconds(10);

    private readonly VirtualTime _time = new();

    [Fact]
    public void Activity_should_count_silence_from_the_last_byte_heard()
    {
        var activity = new LineActivity(_time);
        Advance(30);
        activity.BytesReceived([1, 2, 3], _time.GetTimestamp());
        Advance(4);

        Assert.Equal(4, activity.Silence.TotalMilliseconds);
        Assert.Equal(3, activity.Received);
    }

    [Fact]
    public void Activity_should_count_our_own_bytes_even_when_others_speak_into_them()
    {
        var activity = new LineActivity(_time);
        activity.Sending(Ours, WireTime);
        Advance(2);
        activity.BytesReceived([9], _time.GetTimestamp());

        Assert.Equal(-8, activity.Silence.TotalMilliseconds);
    }

    [Fact]
    public void Activity_should_not_count_our_own_bytes_that_come_back()
    {
        var activity = new LineActivity(_time);
        activity.Sending(Ours, WireTime);
        Advance(5);
        activity.BytesReceived(Ours.AsSpan(0, 1), _time.GetTimestamp());
        Advance(25);
        activity.BytesReceived(Ours.AsSpan(1), _time.GetTimestamp());

        Assert.Equal(20, activity.Silence.TotalMilliseconds);
        Assert.Equal(0, activity.Received);
    }

    [Fact]
    public void Activity_should_count_what_comes_right_behind_our_own_bytes()
    {
        var activity = new LineActivity(_time);
        activity.Sending(Ours, WireTime);
        Advance(30);
        activity.BytesReceived([.. Ours, 0x68, 7], _time.GetTimestamp());

        Assert.Equal(0, activity.Silence.TotalMilliseconds);
        Assert.Equal(2, activity.Received);
    }

    [Fact]
    public void Activity_should_count_an_answer_that_begins_as_our_own_frame_did()
    {
        var activity = new LineActivity(_time);
        activity.Sending(Ours, WireTime);
        Advance(30);
        activity.BytesReceived([0x68, 1, 9, 9], _time.GetTimestamp());
        activity.BytesReceived([2, 3], _time.GetTimestamp());

        Assert.Equal(0, activity.Silence.TotalMilliseconds);
        Assert.Equal(6, activity.Received);
    }

    [Fact]
    public void Activity_should_count_our_bytes_from_somebody_else_much_later()
    {
        var activity = new LineActivity(_time);
        activity.Sending(Ours, WireTime);
        Advance(520);
        activity.BytesReceived(Ours, _time.GetTimestamp());

        Assert.Equal(4, activity.Received);
    }

    public void Dispose() => _time.Dispose();

    private void Advance(double milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
