using Econet.Actors.Messages;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

/// <summary>What is told of a device at a moment of the feed, from what it said of itself at another.</summary>
public sealed class DeviceViewTests
{
    private static readonly Problem Full = new(ProblemCode.StoreInMemory, "The disk is full", At);

    private readonly FakeDevice _device = new("heatpump", Parameter(1, "A", Value.Of(1f)), Parameter(2, "B", Value.Of(1f)));
    private readonly DeviceView _view = new();

    [Fact]
    public void View_should_be_unknown_before_the_first_snapshot()
    {
        Assert.Null(_view.Now(Taken(5)));
    }

    [Fact]
    public void View_should_take_from_a_fresh_snapshot_what_no_event_tells()
    {
        _view.Apply(Taken(5));
        _view.Apply(_device.Change(1, Value.Of(2f)) with { Sequence = 6 });

        var now = _view.Now(Taken(6, readAt: At.AddHours(1)))!;

        Assert.Equal("A=2 B=1", Values(now));
        Assert.All(now.Parameters, p => Assert.Equal(At.AddHours(1), p.ReadAt));
    }

    [Fact]
    public void View_should_add_to_an_older_snapshot_what_was_told_since()
    {
        _view.Apply(Taken(5));
        var old = Taken(5);
        _view.Apply(_device.Change(1, Value.Of(2f)) with { Sequence = 6 });
        _view.Apply(_device.Change(1, Value.Of(3f), Quality.Suspect) with { Sequence = 7 });
        _view.Apply(new HealthChanged("heatpump", Alive: false, [Full]) { Sequence = 8 });

        var now = _view.Now(old)!;

        Assert.Equal(("A=3 B=1", Quality.Suspect, false), (Values(now), now.Parameters[0].Quality, now.Alive));
        Assert.Equal(Full, Assert.Single(now.Problems));
        Assert.Equal(8, _view.Sequence);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(null)]
    public void View_should_stay_with_what_was_told_when_a_snapshot_does_not_fit(int? sequence)
    {
        _view.Apply(Taken(5));
        _view.Apply(_device.Change(1, Value.Of(2f)) with { Sequence = 6 });
        _device.Change(2, Value.Of(9f));

        var now = _view.Now(sequence is { } number ? Taken(number) : null)!;

        Assert.Equal("A=2 B=1", Values(now));
    }

    [Fact]
    public void View_should_begin_anew_with_every_snapshot_that_is_told()
    {
        _view.Apply(Taken(5));
        _view.Apply(_device.Change(1, Value.Of(2f)) with { Sequence = 6 });
        _view.Apply(new HealthChanged("heatpump", Alive: false, []) { Sequence = 7 });

        _view.Apply(new SnapshotTaken("heatpump", new FakeDevice("heatpump", Parameter(1, "C", Value.Of(8f))).Snapshot) { Sequence = 0 });

        Assert.Equal(("C=8", true), (Values(_view.Now(null)!), _view.Now(null)!.Alive));
        Assert.Equal(["C", "1", "@1", "C@1"], _view.NamesOf(1, "C"));
    }

    private static string Values(DeviceSnapshot snapshot) => string.Join(' ', snapshot.Parameters.Select(p => $"{p.Key}={p.Value}"));

    private SnapshotTaken Taken(long sequence, DateTimeOffset? readAt = null)
    {
        var snapshot = _device.Snapshot;
        return new SnapshotTaken(
            "heatpump",
            snapshot with { Parameters = [.. snapshot.Parameters.Select(p => p with { ReadAt = readAt ?? p.ReadAt })] })
        {
            Sequence = sequence,
        };
    }
}
