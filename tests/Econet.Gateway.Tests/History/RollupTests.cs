using CsCheck;
using Econet.Gateway.History;

namespace Econet.Gateway.Tests.History;

public sealed class RollupTests
{
    private const long Start = 20_000 * Moments.Day;

    private static readonly Gen<Signal> Signals = Gen.Select(Gen.Long[0, 900_000], Gen.OneOf(Gen.Double[-50, 50], Gen.Const(double.NaN))).Array[0, 100].Select(steps =>
    {
        var at = Start;
        var signal = new Signal();
        signal.Add(Start, Start + Moments.Day, continues: false, steps.Select(step => new Sample(at += step.Item1, step.Item2)));
        return signal;
    });

    [Fact]
    public void Rollup_of_rollups_should_be_the_rollup_of_what_they_are_made_of() => Gen.Select(Signals, Gen.Long[0, Moments.Hour]).Sample((signal, offset) =>
    {
        var (from, to) = (Start + offset, Start + Moments.Day);
        var (minutes, hours, direct) = (new Buckets(5 * Moments.Minute), new Buckets(Moments.Hour), new Buckets(Moments.Hour));
        minutes.Add(signal, from, to);
        direct.Add(signal, from, to);
        foreach (var (start, rollup) in minutes.Rollups)
        {
            hours.Add(start, rollup);
        }

        Assert.Equal(direct.Rollups.Keys, hours.Rollups.Keys);
        foreach (var (start, expected) in direct.Rollups)
        {
            var rollup = hours.Rollups[start];
            Assert.Equal((expected.Known, expected.Min, expected.Max, expected.Last), (rollup.Known, rollup.Min, rollup.Max, rollup.Last));
            Assert.Equal(expected.Mean, rollup.Mean, 1e-9);
            Assert.InRange(rollup.Mean, rollup.Min - 1e-9, rollup.Max + 1e-9);
        }
    });

    [Fact]
    public void Stretches_should_cover_the_time_without_holes() => Gen.Select(Signals, Gen.Long[-1000, Moments.Day], Gen.Long[1, 2 * Moments.Day]).Sample((signal, from, length) =>
    {
        var place = Start + from;
        foreach (var stretch in signal.Between(Start + from, Start + from + length))
        {
            Assert.Equal(place, stretch.Start);
            Assert.True(stretch.Length > 0);
            Assert.Equal(signal.At(stretch.Start), stretch.Value);
            place = stretch.End;
        }

        Assert.Equal(Start + from + length, place);
    });

    [Fact]
    public void Mean_should_be_weighted_by_time_and_know_nothing_of_gaps()
    {
        var signal = new Signal();
        signal.Add(Start, Start + Moments.Hour, continues: false, [new(Start, 10), new(Start + (10 * Moments.Minute), 40), Sample.Gap(Start + (15 * Moments.Minute))]);
        var buckets = new Buckets(Moments.Hour);

        buckets.Add(signal, Start, Start + Moments.Hour);

        var rollup = Assert.Single(buckets.Rollups).Value;
        Assert.Equal((15 * Moments.Minute, 20, 10, 40, 40), (rollup.Known, rollup.Mean, rollup.Min, rollup.Max, rollup.Last));
    }

    [Theory]
    [InlineData(100, 103, 3)]
    [InlineData(100, 2, 7)]
    [InlineData(null, 103, 4)]
    public void Counter_should_go_on_counting_when_it_starts_again(int? before, int last, int increase)
    {
        // It rose to 105 before it started again.
        var step = last == 2 ? new Rollup(1, 1, 0, 105, last) : new Rollup(1, 1, 99, last, last);

        Assert.Equal(increase, Counting.Increase(before, step));
    }
}
