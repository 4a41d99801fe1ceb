using Econet.Gateway.Hosting;

namespace Econet.Gateway.Tests.Hosting;

/// <summary>A signal that may come before anybody listens for it.</summary>
public sealed class HangUpSignalTests : IDisposable
{
    private readonly HangUpSignal _signal = new();
    private int _heard;

    public void Dispose() => _signal.Dispose();

    [Fact]
    public void Signal_should_be_kept_once_until_somebody_follows()
    {
        _signal.Hear();
        _signal.Hear();

        using (_signal.Follow(() => _heard++))
        {
            Assert.Equal(1, _heard);
        }

        using var next = _signal.Follow(() => _heard++);
        Assert.Equal(1, _heard);
    }

    [Fact]
    public void Signal_between_two_followers_should_be_kept_for_the_second()
    {
        _signal.Follow(() => _heard++).Dispose();
        _signal.Hear();
        Assert.Equal(0, _heard);

        using var next = _signal.Follow(() => _heard += 10);

        Assert.Equal(10, _heard);
        _signal.Hear();
        Assert.Equal(20, _heard);
    }
}
