using CsCheck;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

public sealed class ParameterStateTests : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);
    private static readonly ParameterDefinition Temperature = new(0, "T", Unit.Celsius, ParameterType.Float, Writable: false);
    private static readonly ParameterDefinition Mode = new(1, "M", Unit.None, ParameterType.UInt8, Writable: true);

    private readonly VirtualTime _time = new();

    [Fact]
    public void Reading_should_count_at_once_on_a_line_without_doubt()
    {
        var state = Read(ParameterState.Of(Mode), Number(1), inDoubt: false);
        state = Read(state, Number(2), inDoubt: false);

        Assert.Equal((Number(2), Quality.Good), (state.Value, state.Quality));
    }

    [Fact]
    public void Change_should_wait_for_a_second_reading_while_the_line_is_in_doubt_and_the_value_stay_good()
    {
        var known = Read(ParameterState.Of(Mode), Number(1), inDoubt: false);
        var first = Read(known, Number(2));
        Assert.Equal((Number(1), Quality.Good, known.ReadAt), (first.Value, first.Quality, first.ReadAt));

        var second = Read(first, Number(2));
        Assert.Equal((Number(2), Quality.Good), (second.Value, second.Quality));
        Assert.True(second.Candidate.IsNone);
    }

    [Fact]
    public void First_reading_of_all_should_wait_for_a_second_one_while_the_line_is_in_doubt()
    {
        var first = Read(ParameterState.Of(Mode), Number(2));
        Assert.Null(first.ReadAt);
        Assert.True(first.Value.IsNone);

        Assert.Equal(Number(2), Read(first, Number(2)).Value);
    }

    [Fact]
    public void Reading_that_says_the_same_should_confirm_the_value_whatever_was_read_in_between()
    {
        var known = Read(ParameterState.Of(Mode), Number(1), inDoubt: false);
        var confirmed = Read(Read(known, Number(77)), Number(1));

        Assert.Equal(Number(1), confirmed.Value);
        Assert.True(confirmed.Candidate.IsNone);
        Assert.True(confirmed.ReadAt!.Value.Ticks > known.ReadAt!.Value.Ticks);
        Assert.Equal(Number(1), Read(confirmed, Number(77)).Value);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(999f)]
    public void Absent_sensor_should_be_read_twice_while_the_line_is_in_doubt(float absent)
    {
        var known = Read(ParameterState.Of(Temperature), Value.Of(20f), inDoubt: false);
        var first = Read(known, Value.Of(absent));
        Assert.Equal((Value.Of(20f), Quality.Good), (first.Value, first.Quality));

        var second = Read(first, Value.Of(absent));
        Assert.Equal((true, Quality.Absent), (second.Value.IsNone, second.Quality));

        var back = Read(second, Value.Of(20f));
        Assert.Equal(Quality.Absent, back.Quality);
        var again = Read(back, Value.Of(20.1f));
        Assert.Equal((Value.Of(20.1f), Quality.Good), (again.Value, again.Quality));
    }

    [Fact]
    public void Float_that_moves_should_follow_with_its_second_reading()
    {
        var state = Read(ParameterState.Of(Temperature), Value.Of(20f), inDoubt: false);
        for (var i = 1; i <= 100; i++)
        {
            state = Read(state, Value.Of(20f + (0.3f * i)));
            Assert.InRange(state.Value.ToDouble(), 20 + (0.3 * (i - 2)), 20 + (0.3 * i) + 0.01);
        }

        Assert.Equal(Quality.Good, state.Quality);
    }

    [Fact]
    public void Implausible_reading_should_be_suspect_also_while_the_line_is_in_doubt()
    {
        var known = Read(ParameterState.Of(Temperature), Value.Of(20f), inDoubt: false);
        var jumped = Read(known, Value.Of(90f));
        Assert.Equal((Value.Of(20f), Quality.Suspect), (jumped.Value, jumped.Quality));

        Assert.Equal(Quality.Good, Read(jumped, Value.Of(20f)).Quality);
        Assert.Equal((Value.Of(90f), Quality.Good), (Read(jumped, Value.Of(90f)).Value, Quality.Good));
    }

    [Fact]
    public void Reading_older_than_the_candidate_should_say_nothing()
    {
        var early = _time.Now();
        _time.Advance(TimeSpan.FromSeconds(1));
        var first = Read(ParameterState.Of(Mode), Number(2));

        Assert.Equal(first, first.Read(Number(2), early, MaxAge, inDoubt: true, _time));
    }

    /// <summary>One reading in ten has a bit turned, and a checksum that fits anyway: none of them is ever served.</summary>
    [Fact]
    public void Integer_should_be_one_that_was_held_whatever_noise_says() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var state = ParameterState.Of(Mode);
                byte truth = 3;
                var held = new Queue<byte>();
                for (var i = 0; i < 200; i++)
                {
                    truth = random.Next(20) == 0 ? (byte)random.Next(256) : truth;
                    held.Enqueue(truth);
                    if (held.Count > 12)
                    {
                        held.Dequeue();
                    }

                    state = Read(state, Number(i % 10 == 9 ? (byte)(truth ^ (1 << random.Next(8))) : truth));
                    Assert.True(state.Value.IsNone || held.Contains((byte)state.Value.ToInteger()), $"{state} of {truth}");
                }
            },
            iter: 200, threads: 1);

    [Fact]
    public void Float_should_stay_near_the_truth_and_be_confirmed_often_whatever_noise_says() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var truth = 40f;
                var state = Read(ParameterState.Of(Temperature), Value.Of(truth), inDoubt: false);
                for (var i = 0; i < 200; i++)
                {
                    truth = Math.Clamp(truth + (float)((random.NextDouble() - 0.5) * 0.4), 20, 60);
                    var bits = BitConverter.SingleToUInt32Bits(truth) ^ (i % 10 == 9 ? 1u << random.Next(32) : 0);
                    state = Read(state, Value.Of(BitConverter.UInt32BitsToSingle(bits)));
                    Assert.InRange(state.Value.ToDouble(), truth - 2, truth + 2);
                    Assert.InRange(_time.Since(state.ReadAt!.Value).TotalSeconds, 0, 4);
                }
            },
            iter: 200, threads: 1);

    public void Dispose() => _time.Dispose();

    private static Value Number(byte number) => Value.Of(ParameterType.UInt8, number);

    /// <summary>A second after the one before.</summary>
    private ParameterState Read(ParameterState state, Value reading, bool inDoubt = true)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return state.Read(reading, _time.Now(), MaxAge, inDoubt, _time);
    }
}
