using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Devices;

public sealed class ProblemBookTests : IDisposable
{
    private static readonly Finding Silent = new("line_silent", "Nothing is heard");
    private static readonly Finding Full = new("store_in_memory", "The disk is full");

    private readonly VirtualTime _time = new();
    private readonly LogRecorder _log = new();
    private readonly ProblemBook _book;

    public ProblemBookTests() => _book = new ProblemBook("house", _log, _time);

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Book_should_hold_the_problems_of_all_parts_with_the_oldest_first()
    {
        Assert.True(Take("store", Full));
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(Take("line", Silent));

        Assert.Equal([("store_in_memory", first), ("line_silent", first.AddSeconds(5))], _book.Current.Select(p => (p.Code, p.Since)));
    }

    [Fact]
    public void Book_should_keep_since_when_a_problem_is_told_again_and_when_its_message_changes()
    {
        Take("store", Full);
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(Take("store", Full));
        Assert.True(Take("store", Full with { Message = "The disk is away" }));

        Assert.Equal([("The disk is away", first)], _book.Current.Select(p => (p.Message, p.Since)));
        Assert.Equal(["WarningLevel house: The disk is full (store_in_memory)"], _log.Lines);
    }

    [Fact]
    public void Book_should_take_back_what_a_part_tells_no_more()
    {
        Take("store", Full);
        Take("line", Silent, new Finding("no_token", "No token"));

        Assert.True(Take("line", new Finding("no_token", "No token")));
        Assert.Equal(["store_in_memory", "no_token"], _book.Current.Select(p => p.Code).OrderByDescending(c => c));
        Assert.True(Take("line"));
        Assert.False(Take("line"));
        Assert.True(Take("store"));

        Assert.Empty(_book.Current);
    }

    [Fact]
    public void Book_should_log_each_problem_once_when_it_comes_and_once_when_it_goes()
    {
        Take("line", Silent);
        Take("line", Silent);
        Take("line");
        Take("line");

        Assert.Equal(
            ["WarningLevel house: Nothing is heard (line_silent)", "InfoLevel house: the problem line_silent is over"], _log.Lines);
    }

    [Fact]
    public void Book_should_warn_once_of_a_problem_that_comes_and_goes()
    {
        for (var i = 0; i < 5; i++)
        {
            Take("line", Silent);
            _time.Advance(TimeSpan.FromSeconds(30));
            Take("line");
        }

        Assert.Single(_log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
        _time.Advance(ProblemBook.Quiet);
        Take("line", Silent);
        Assert.Equal(2, _log.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    private bool Take(string part, params Finding[] findings) => _book.Take(new PartProblems(part, [.. findings]));

    private sealed class LogRecorder : LoggingAdapterBase
    {
        public LogRecorder()
            : base(SemanticLogMessageFormatter.Instance)
        {
        }

        public List<string> Lines { get; } = [];

        public override bool IsDebugEnabled => true;

        public override bool IsInfoEnabled => true;

        public override bool IsWarningEnabled => true;

        public override bool IsErrorEnabled => true;

        protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) => Lines.Add($"{logLevel} {message}");
    }
}
