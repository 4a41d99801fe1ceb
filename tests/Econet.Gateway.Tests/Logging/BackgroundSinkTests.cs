using System.Collections.Concurrent;
using Econet.Gateway.Logging;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Tests.Logging;

public sealed class BackgroundSinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Lines_should_be_dropped_and_counted_while_nobody_takes_them()
    {
        using var target = new StuckSink();
        using var sink = new BackgroundSink(target, TimeProvider.System, capacity: 10);
        sink.Emit(Events.Of(LogEventLevel.Information, "first"));
        await target.Entered.WaitAsync(Patience);

        for (var i = 0; i < 25; i++)
        {
            sink.Emit(Events.Of(LogEventLevel.Information, "line {Number}", i));
        }

        target.Free();
        sink.Dispose();
        Assert.Equal(
            ["first", "15 lines are missing here: they came faster than they could be written", .. Enumerable.Range(0, 10).Select(i => $"line {i}")],
            target.Lines);
        Assert.True(target.IsClosed);
    }

    [Fact]
    public async Task Closing_should_not_wait_for_one_who_never_takes_a_line()
    {
        using var target = new StuckSink();
        var sink = new BackgroundSink(target, TimeProvider.System);
        sink.Emit(Events.Of(LogEventLevel.Information, "first"));
        await target.Entered.WaitAsync(Patience);

        await Task.Run(sink.Dispose).WaitAsync(Patience);

        Assert.False(target.IsClosed);
        target.Free();
    }

    private sealed class StuckSink : ILogEventSink, IDisposable
    {
        private readonly ManualResetEventSlim _free = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Lines { get; } = new();

        public Task Entered => _entered.Task;

        public bool IsClosed { get; private set; }

        public void Free() => _free.Set();

        public void Emit(LogEvent logEvent)
        {
            _entered.TrySetResult();
            _free.Wait();
            Lines.Enqueue(TextFormat.Message(logEvent));
        }

        public void Dispose() => IsClosed = true;
    }
}
