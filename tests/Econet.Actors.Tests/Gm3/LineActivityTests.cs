using Econet.Actors.Gm3;
using Econet.Actors.Tests.Harness;

namespace Econet.Actors.Tests.Gm3;

public sealed class LineActivityTests : IDisposable
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Activity_should_count_silence_from_the_last_byte_heard()
    {
        var activity = new LineActivity(_time);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        activity.BytesReceived(3);
        _time.Advance(TimeSpan.FromMilliseconds(4));

        Assert.Equal(TimeSpan.FromMilliseconds(4), activity.Silence);
        Assert.Equal(3, activity.Received);
    }

    [Fact]
    public void Activity_should_count_our_own_bytes_even_when_others_speak_into_them()
    {
        var activity = new LineActivity(_time);
        activity.Sending(TimeSpan.FromMilliseconds(10));
        _time.Advance(TimeSpan.FromMilliseconds(2));
        activity.BytesReceived(1);

        Assert.Equal(TimeSpan.FromMilliseconds(-8), activity.Silence);
    }

    public void Dispose() => _time.Dispose();
}
