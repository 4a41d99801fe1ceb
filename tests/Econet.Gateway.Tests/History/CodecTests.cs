using CsCheck;
using Econet.Gateway.History;

namespace Econet.Gateway.Tests.History;

public sealed class CodecTests
{
    private const int Digits = 2;
    private const long Start = 1_795_600_000_000;

    private static readonly Gen<double> Number = Gen.OneOf(
        Gen.Int[-100_000, 100_000].Select(hundredths => hundredths / 100.0), Gen.Const(double.NaN), Gen.Const(1e300), Gen.Const(-4.5e17));

    private static readonly Gen<Sample[]> Samples = Gen.Select(Gen.Long[0, 200_000], Number).Array[0, 300].Select(steps =>
    {
        var at = Start;
        return steps.Select(step => new Sample(at += step.Item1, step.Item2)).ToArray();
    });

    [Fact]
    public void Samples_should_come_back_as_they_were() =>
        Samples.Sample(samples => Assert.Equal(samples, SampleCodec.Read(Start, SampleCodec.Write(Start, Digits, samples))));

    [Fact]
    public void Rollups_should_come_back_to_the_digits_that_are_kept() => Samples.Sample(samples =>
    {
        const long Step = 5 * Moments.Minute;
        var start = Moments.Floor(Start, Moments.Day);
        var rollups = Rolled(samples.Where(sample => Math.Abs(sample.Value) < 1e6 || sample.IsGap), Step);

        var read = RollupCodec.Read(start, Step, RollupCodec.Write(start, Step, Digits, rollups));

        Assert.Equal(rollups.Select(rollup => (rollup.Key, rollup.Value.Known)), read.Select(rollup => (rollup.Key, rollup.Value.Known)));
        foreach (var (before, after) in rollups.Zip(read, (before, after) => (before.Value, after.Value)))
        {
            Assert.Equal(before.Mean, after.Mean, 0.011);
            Assert.Equal(before.Min, after.Min, 0.011);
            Assert.Equal(before.Max, after.Max, 0.011);
            Assert.Equal(before.Last, after.Last, 0.011);
        }
    });

    [Fact]
    public void What_hardly_changes_should_take_few_bytes()
    {
        Sample[] samples = [.. Enumerable.Range(0, 1000).Select(i => new Sample(Start + (i * 3000), 40 + (0.1 * (i % 3))))];

        Assert.InRange(SampleCodec.Write(Start, Digits, samples).Length, 1, 400);
    }

    [Fact]
    public void Damage_should_be_told_and_nothing_else() => Gen.Select(Samples, Gen.Int[0, 100_000], Gen.Byte).Sample((samples, place, wrong) =>
    {
        var block = SampleCodec.Write(Start, Digits, samples);
        block[place % block.Length] = wrong;
        try
        {
            _ = SampleCodec.Read(Start, block);
        }
        catch (InvalidDataException)
        {
            // As it should.
        }
    });

    [Fact]
    public void Nothing_and_half_a_block_should_be_damage()
    {
        var block = SampleCodec.Write(Start, Digits, [new Sample(Start, 1), new Sample(Start + 1, 2)]);

        Assert.Throws<InvalidDataException>(() => SampleCodec.Read(Start, []));
        Assert.Throws<InvalidDataException>(() => SampleCodec.Read(Start, block[..^1]));
        Assert.Throws<InvalidDataException>(() => RollupCodec.Read(Start, 1, [0, 9]));
    }

    private static KeyValuePair<long, Rollup>[] Rolled(IEnumerable<Sample> samples, long step)
    {
        var signal = new Signal();
        signal.Add(Start, Start + Moments.Day, continues: false, samples);
        var buckets = new Buckets(step);
        buckets.Add(signal, Start, Start + Moments.Hour);
        return [.. buckets.Rollups];
    }
}
