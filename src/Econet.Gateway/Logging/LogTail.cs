using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Logging;

/// <summary>A line of the log.</summary>
/// <param name="Exception">With its stack; null without one.</param>
internal sealed record LogLine(
    DateTimeOffset At, LogEventLevel Level, Subsystem Subsystem, string Message, string? Device = null, string? RequestId = null, string? Exception = null);

/// <summary>The last lines of the log, and those that come. May be used from any thread.</summary>
internal sealed class LogTail : ILogEventSink
{
    /// <summary>As many lines are kept.</summary>
    public const int Kept = 1000;

    /// <summary>As many lines wait for a client that is slow; the oldest of more are lost to it.</summary>
    private const int MostWaiting = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new(Kept);
    private ImmutableArray<Channel<LogLine>> _followers = [];

    public void Emit(LogEvent logEvent)
    {
        var line = new LogLine(
            logEvent.Timestamp.ToUniversalTime(), logEvent.Level, LogLevels.SubsystemOf(logEvent), TextFormat.Message(logEvent), Text(ActorInLog.Device),
            Text(Logging.RequestId.Property), logEvent.Exception?.ToString());
        lock (_gate)
        {
            if (_lines.Count == Kept)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
            foreach (var follower in _followers)
            {
                follower.Writer.TryWrite(line);
            }
        }

        string? Text(string property) =>
            logEvent.Properties.TryGetValue(property, out var value) && value is ScalarValue { Value: string text } ? text : null;
    }

    /// <summary>The last lines, the oldest first.</summary>
    public IReadOnlyList<LogLine> Last()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>The lines that come, until it is cancelled.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var lines = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _followers = _followers.Add(lines);
        }

        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(stop))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_gate)
            {
                _followers = _followers.Remove(lines);
            }
        }
    }
}
