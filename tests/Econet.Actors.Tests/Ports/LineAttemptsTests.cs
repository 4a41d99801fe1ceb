using Econet.Actors.Ports;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Ports;

public sealed class LineAttemptsTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly LineAttempts _attempts;

    public LineAttemptsTests() => _attempts = new LineAttempts(_time);

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Pause_should_grow_with_each_failure_up_to_a_second_and_its_news_get_rarer()
    {
        List<(double, bool)> seen = [];
        for (var i = 0; i < 6; i++)
        {
            Assert.True(_attempts.Failed(_attempts.Begin()));
            seen.Add((_attempts.Pause.TotalMilliseconds, _attempts.IsFailureNews));
        }

        Assert.Equal([(100, true), (200, true), (400, false), (800, true), (1000, false), (1000, false)], seen);
        Assert.True(_attempts.IsOpeningNews);
    }

    [Fact]
    public void Line_should_count_as_none_when_it_is_gone_at_once()
    {
        Open();
        _attempts.Lost();
        Open();
        _attempts.Lost();
        Open();
        _attempts.Lost();
        Assert.Equal((3, false), (_attempts.Failures, _attempts.IsOpeningNews));

        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        _attempts.Lost();

        Assert.Equal((0, true), (_attempts.Failures, _attempts.IsOpeningNews));
    }

    [Fact]
    public void Attempt_should_not_count_when_it_is_of_another_who_was_there_before()
    {
        var former = new LineAttempts(_time).Begin();
        var number = _attempts.Begin();

        Assert.False(_attempts.Opened(former));
        Assert.False(_attempts.Failed(former));
        Assert.True(_attempts.Opened(number));
        _attempts.GiveUp();
        Assert.False(_attempts.IsCurrent(number));
    }

    [Fact]
    public async Task Line_should_be_closed_when_it_opens_after_the_stop()
    {
        var opening = new TaskCompletionSource<IBusLine>();
        _ = _attempts.Opening(_attempts.Begin(), opening.Task);
        var line = new ClosingLine();

        _attempts.Stop();
        opening.SetResult(line);

        await line.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    private void Open() => Assert.True(_attempts.Opened(_attempts.Begin()));

    private sealed class ClosingLine : IBusLine
    {
        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Send(ReadOnlyMemory<byte> bytes)
        {
        }

        public ValueTask DisposeAsync()
        {
            Closed.SetResult();
            return ValueTask.CompletedTask;
        }
    }
}
