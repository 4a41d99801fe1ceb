using Microsoft.Extensions.Time.Testing;

namespace Econet.Simulation.Tests;

public class EventLoopTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly FakeTimeProvider _time = new();
    private TimeSpan? _ranAt;

    [Fact]
    public void Action_posted_from_a_call_to_the_outside_should_run_at_the_time_of_that_call()
    {
        using var loop = new EventLoop(_time);

        loop.Post(() => loop.Outside(() =>
        {
            _time.Advance(Pause);
            loop.Post(() => _ranAt = loop.Now);
        }));

        Assert.Equal(TimeSpan.Zero, _ranAt);
    }

    [Fact]
    public void Action_posted_by_another_thread_should_run_at_the_time_of_its_posting_however_long_a_call_to_the_outside_lasts()
    {
        using var loop = new EventLoop(_time);

        loop.Post(() => loop.Outside(() =>
        {
            _time.Advance(Pause);
            var other = new Thread(() => loop.Post(() => _ranAt = loop.Now));
            other.Start();
            other.Join();
        }));

        Assert.Equal(Pause, _ranAt);
    }
}
