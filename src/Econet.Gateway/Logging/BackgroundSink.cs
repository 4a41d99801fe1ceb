using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Econet.Gateway.Logging;

/// <summary>
/// Writes events from a thread of its own, so that nobody waits for a console that nobody reads, or for a slow disk or server. What does not fit
/// into the queue is dropped and counted. Closing waits no longer than <see cref="Goodbye"/>; Serilog.Sinks.Async would wait for ever.
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    public static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private static readonly MessageTemplate DroppedLines = new MessageTemplateParser().Parse("{Count} lines are missing here: they came faster than they could be written");

    private readonly Channel<LogEvent> _queue;
    private readonly ILogEventSink _target;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private long _dropped;

    /// <param name="capacity">How many events wait at most.</param>
    public BackgroundSink(ILogEventSink target, TimeProvider time, int capacity = 10_000)
    {
        (_target, _time) = (target, time);
        _queue = Channel.CreateBounded<LogEvent>(
            new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _thread = new Thread(Run) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        if (!_queue.Writer.TryWrite(logEvent))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();

        // The thread closes the target: one that is stuck must not hold up the end of the process.
        _thread.Join(Goodbye);
    }

    private void Run()
    {
        while (_queue.Reader.TryRead(out var next) || WaitForMore())
        {
            if (next is not null)
            {
                Write(next);
                next = null;
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var count)
            {
                Write(new LogEvent(
                    _time.GetLocalNow(), LogEventLevel.Warning, null, DroppedLines, [new LogEventProperty("Count", new ScalarValue(count))]));
            }
        }

        (_target as IDisposable)?.Dispose();
    }

    private bool WaitForMore()
    {
        var more = _queue.Reader.WaitToReadAsync();
        return more.IsCompleted ? more.Result : more.AsTask().GetAwaiter().GetResult();
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            _target.Emit(logEvent);
        }
        catch (Exception failed)
        {
            Serilog.Debugging.SelfLog.WriteLine("{0}", failed);
        }
    }
}
