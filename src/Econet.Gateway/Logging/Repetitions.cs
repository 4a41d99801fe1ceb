using System.Runtime.InteropServices;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Econet.Gateway.Logging;

/// <summary>
/// Keeps a log readable, and small, that something floods: of lines that say the same, or are of the same kind, the first few of each
/// <see cref="Window"/> are passed on, and the number of the others is told at its end. Of a kind that goes on after that, there is only the number at the end of
/// each further window. Lines below INFO all pass. May be used from any thread.
/// </summary>
internal sealed class Repetitions : ILogEventSink, IDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>As many lines with the same text pass in a window.</summary>
    public const int MostOfOneText = 3;

    /// <summary>As many lines of one kind, which differ in their values only: a start, or a change of the settings, may have much to tell.</summary>
    public const int MostOfOneKind = 100;

    /// <summary>More of one kind than this in a window are a flood if they go on in the next one.</summary>
    public const int MostThatGoOn = 10;

    /// <summary>As many lines about requests that are the client's fault, or the gateway's: whoever sends requests decides how many there are.</summary>
    public const int MostOfRequests = 5;

    /// <summary>The property of a line about a request that holds its status.</summary>
    private const string StatusCode = "StatusCode";

    /// <summary>From here on it is not the client's fault.</summary>
    private const int FirstOfServer = 500;

    private static readonly MessageTemplate Summary = new MessageTemplateParser().Parse("{Count} more lines like this one in {Seconds} s: {Line:l}");

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Template, LogEventLevel Level, bool? IsOfClient), Kind> _kinds = [];
    private readonly ILogEventSink _next;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public Repetitions(ILogEventSink next, TimeProvider time)
    {
        (_next, _time) = (next, time);
        _timer = time.CreateTimer(_ => EndWindow(), null, Window, Window);
    }

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Information || IsNew(logEvent))
        {
            _next.Emit(logEvent);
        }
    }

    /// <summary>Tells what was held back, and closes what is behind.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        EndWindow();
        (_next as IDisposable)?.Dispose();
    }

    private bool IsNew(LogEvent logEvent)
    {
        bool? isOfClient = logEvent.Properties.TryGetValue(StatusCode, out var code) ? code is ScalarValue { Value: int and < FirstOfServer } : null;
        lock (_gate)
        {
            ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_kinds, (logEvent.MessageTemplate.Text, logEvent.Level, isOfClient), out _);
            return (kind ??= new Kind(isOfClient is null ? MostOfOneKind : MostOfRequests)).Passes(logEvent);
        }
    }

    private void EndWindow()
    {
        List<LogEvent> summaries;
        lock (_gate)
        {
            summaries = [.. _kinds.Values.Where(kind => kind.Held > 0).Select(SummaryOf)];
            foreach (var (kind, _) in _kinds.Where(pair => !pair.Value.GoesOn()).ToList())
            {
                _kinds.Remove(kind);
            }
        }

        summaries.ForEach(_next.Emit);
    }

    private LogEvent SummaryOf(Kind kind)
    {
        var last = kind.Last!;
        var summary = new LogEvent(
            _time.GetLocalNow(), last.Level, null, Summary,
            [
                new LogEventProperty("Count", new ScalarValue(kind.Held)), new LogEventProperty("Seconds", new ScalarValue((int)Window.TotalSeconds)),
                new LogEventProperty("Line", new ScalarValue(TextFormat.Message(last))),
            ]);
        foreach (var name in new[] { Constants.SourceContextPropertyName, ActorInLog.Device })
        {
            if (last.Properties.TryGetValue(name, out var value))
            {
                summary.AddPropertyIfAbsent(new LogEventProperty(name, value));
            }
        }

        return summary;
    }

    /// <summary>The lines of one kind in this window.</summary>
    private sealed class Kind(int most)
    {
        private readonly Dictionary<string, int> _texts = [];
        private int _passed;
        private bool _isFlood;

        public int Held { get; private set; }

        /// <summary>The last that was held back.</summary>
        public LogEvent? Last { get; private set; }

        public bool Passes(LogEvent logEvent)
        {
            if (_passed < most && !_isFlood)
            {
                ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, TextFormat.Message(logEvent), out _);
                if (++times <= MostOfOneText)
                {
                    _passed++;
                    return true;
                }
            }

            Held++;
            Last = logEvent;
            return false;
        }

        /// <summary>Begins another window.</summary>
        /// <returns>Whether there were so many lines that none pass in the next one.</returns>
        public bool GoesOn()
        {
            _isFlood = _passed + Held > Math.Min(most, MostThatGoOn);
            (_passed, Held, Last) = (0, 0, null);
            _texts.Clear();
            return _isFlood;
        }
    }
}
