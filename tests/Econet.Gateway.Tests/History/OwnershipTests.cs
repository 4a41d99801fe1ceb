using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.History;

/// <summary>A node of a cluster records what it saw of a device while it had it, and claims no more.</summary>
public sealed class OwnershipTests
{
    private const string Water = "TempCWU";

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly SeriesKey Key = new("heatpump", Water);

    private readonly JumpingTime _time = new(Start);
    private readonly FakeDevice _device = new("heatpump", FakeDevice.Parameter(61, Water, Value.Of(40f), unit: "°C"));
    private readonly Recorder _recorder;
    private long? _epoch = 5;

    public OwnershipTests() => _recorder = new Recorder(new Selection([], []), VocabularySource.BuiltIn, _time, _ => _epoch);

    [Fact]
    public void What_is_another_nodes_should_not_be_recorded()
    {
        _epoch = null;
        TakeSnapshot();
        Pass(30);

        Assert.Empty(_recorder.Collect(TimeSpan.Zero));
    }

    [Fact]
    public void Window_of_a_node_that_was_stopped_should_not_claim_the_time_in_which_it_was()
    {
        TakeSnapshot();
        Pass(10);
        _time.Advance(TimeSpan.FromSeconds(30));
        // It wakes up, and what it does first is to take an event that was on its way; its licence is over.
        _epoch = null;
        Set(41);
        Pass(5);
        _recorder.Gone("heatpump");

        Assert.Equal([(0, 10)], Windows());
        Assert.Equal([40, double.NaN, double.NaN], AtSeconds(9, 11, 41));
    }

    [Fact]
    public void Node_that_was_stopped_and_has_the_device_still_should_go_on_behind_a_gap()
    {
        TakeSnapshot();
        Pass(10);
        _time.Advance(TimeSpan.FromSeconds(30));
        Pass(10);
        Set(42);
        Pass(5);

        Assert.Equal([40, double.NaN, 40, 42], AtSeconds(9, 20, 45, 52));
    }

    [Fact]
    public void Licence_that_was_over_and_goes_on_should_leave_a_gap_and_not_end_the_record()
    {
        TakeSnapshot();
        Pass(10);
        _epoch = null;
        Pass(10);
        Set(41);
        Pass(10);
        _epoch = 5;
        Pass(10);

        Assert.Equal([40, double.NaN, double.NaN, 41], AtSeconds(9, 15, 25, 35));
    }

    [Fact]
    public void Device_that_has_been_elsewhere_should_begin_with_a_snapshot()
    {
        TakeSnapshot();
        Pass(10);
        // Another node has had it, and nobody has told that it was gone.
        _epoch = 7;
        Set(41);
        Pass(10);
        Assert.Equal([40, double.NaN], AtSeconds(9, 19));

        TakeSnapshot();
        Pass(10);

        Assert.Equal([40, double.NaN, 41], AtSeconds(9, 19, 25));
        Assert.Equal([5, 7], _recorder.Collect(TimeSpan.Zero).Select(window => window.Epoch));
    }

    [Fact]
    public void Device_that_leaves_should_be_written_at_once()
    {
        TakeSnapshot();
        Pass(10);
        Assert.False(_recorder.HasLeft);

        _recorder.Gone("heatpump");

        Assert.True(_recorder.HasLeft);
        Assert.Single(_recorder.Collect(TimeSpan.FromMinutes(15)));
        Assert.False(_recorder.HasLeft);
    }

    [Fact]
    public void Open_window_should_be_written_as_it_grows_with_what_is_new_only()
    {
        var quarter = TimeSpan.FromMinutes(15);
        TakeSnapshot();
        Pass(60);
        var first = Assert.Single(_recorder.Collect(quarter));
        Set(41);
        // What comes while the first part is written is not written yet.
        _recorder.Forget([first]);
        Pass(60);
        var second = Assert.Single(_recorder.Collect(quarter));
        _recorder.Forget([second]);
        Pass(60);
        var third = Assert.Single(_recorder.Collect(quarter));
        Pass(15 * 60);
        var last = _recorder.Collect(quarter)[0];

        Assert.Equal((first.Number, first.Number, first.Number), (second.Number, third.Number, last.Number));
        Assert.Equal([40, 41], second.Of(Key).Select(sample => sample.Value));
        Assert.Empty(third.Samples);
        Assert.Equal([false, false, false, true], ((Window[])[first, second, third, last]).Select(window => window.IsComplete));
        _recorder.Forget([last]);
        Assert.DoesNotContain(_recorder.Unwritten("heatpump", [Key]), window => window.Start == first.Start);
    }

    [Fact]
    public void Sample_that_replaces_one_while_that_is_written_should_be_written_too()
    {
        TakeSnapshot();
        Pass(10);
        Set(41);
        Pass(1);
        Set(42);
        var first = _recorder.Collect(TimeSpan.FromMinutes(15));
        Set(43);
        _recorder.Forget(first);

        Assert.Equal([40, 41, 43], Assert.Single(_recorder.Collect(TimeSpan.FromMinutes(15))).Of(Key).Select(sample => sample.Value));
    }

    private void TakeSnapshot() => _recorder.Take(_device, new SnapshotTaken("heatpump", _device.Snapshot));

    private void Set(float celsius) => _recorder.Take(_device, _device.Change(61, Value.Of(celsius), Quality.Good));

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _recorder.Tick();
        }
    }

    private IEnumerable<(int From, int To)> Windows() => _recorder.Unwritten("heatpump", []).Select(window => (SecondOf(window.Start), SecondOf(window.End)));

    private static int SecondOf(long moment) => (int)((moment - Moments.Of(Start)) / Moments.Second);

    private double[] AtSeconds(params int[] seconds)
    {
        var signal = new HistorySource(null, "heatpump", _recorder.Unwritten("heatpump", [Key]), Moments.Of(Start), Moments.Of(Start.AddHours(1)))
            .Signal(_recorder.Series.Single());
        return [.. seconds.Select(second => signal.At(Moments.Of(Start.AddSeconds(second))))];
    }
}
