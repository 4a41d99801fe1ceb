using Econet.Actors.Cluster.Joining;
using Econet.Actors.Cluster.State;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Cluster.Tests;

public sealed class SilenceTests
{
    private static readonly DateTime Then = new(2026, 1, 22, 20, 0, 0, DateTimeKind.Utc);

    private readonly FakeTimeProvider _time = new();
    private readonly Silence _silence;

    public SilenceTests() => _silence = new Silence(_time);

    [Fact]
    public void Nodes_that_say_nothing_new_should_be_gone_after_10_seconds()
    {
        Assert.False(_silence.IsOver);
        _silence.Watch([Seen("a:1", 0), Seen("b:1", 1)]);
        _time.Advance(TimeSpan.FromSeconds(9));
        _silence.Watch([Seen("a:1", 0), Seen("b:1", 1)]);
        Assert.False(_silence.IsOver);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_silence.IsOver);
    }

    [Fact]
    public void Node_that_speaks_should_break_the_silence()
    {
        _silence.Watch([Seen("a:1", 0), Seen("b:1", 0)]);
        _time.Advance(TimeSpan.FromSeconds(9));
        _silence.Watch([Seen("a:1", 0), Seen("b:1", 9)]);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_silence.IsOver);

        // One that nobody had heard of is no silence either.
        _silence.Watch([Seen("a:1", 0), Seen("b:1", 9), Seen("c:1", 0)]);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_silence.IsOver);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_silence.IsOver);
    }

    private static SeenNode Seen(string node, int at) => new(node, Then.AddSeconds(at), IsThere: false);
}
