using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

/// <summary>A counter only rises; what counts as one says the vocabulary.</summary>
public sealed class CounterTests : IDisposable
{
    private static readonly ParameterDefinition Energy = new(1285, "AXEN_REGISTER_1202_1203", Unit.None, ParameterType.UInt32, Writable: false);
    private static readonly ParameterDefinition Restarts = new(14, "resetCounter", Unit.None, ParameterType.UInt16, Writable: false);
    private static readonly ParameterDefinition Produced = new(1327, "EnerProd_HeatCh", Unit.None, ParameterType.Float, Writable: false);

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(505_959)]
    [InlineData(1_964_001_000)]
    public void Counter_should_not_fall_or_leap_for_one_reading(int wrong)
    {
        var state = Read(State(Energy), 505_960, seconds: 30);
        var fallen = Read(state, wrong, seconds: 30);
        Assert.Equal((505_960, Quality.Suspect), (Number(fallen), fallen.Quality));

        var back = Read(fallen, 505_961, seconds: 1);
        Assert.Equal((505_961, Quality.Good), (Number(back), back.Quality));
    }

    [Fact]
    public void Counter_should_start_again_when_two_readings_apart_in_time_agree()
    {
        var state = Read(Read(State(Energy), 505_960, seconds: 30), 0, seconds: 30);
        for (var second = 0; second < 9; second++)
        {
            state = Read(state, second / 3, seconds: 1);
            Assert.Equal((505_960, Quality.Suspect), (Number(state), state.Quality));
            Assert.False(state.IsDueAgain(_time));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(state.IsDueAgain(_time));
        state = Read(state, 3, seconds: 0.1);
        Assert.Equal((3, Quality.Good), (Number(state), state.Quality));
        Assert.False(state.IsDueAgain(_time));
    }

    [Fact]
    public void Counter_that_falls_again_and_again_should_not_be_borne_out_by_what_lies_between()
    {
        var state = Read(State(Energy), 505_960, seconds: 30);
        for (var i = 0; i < 20; i++)
        {
            state = Read(state, 0, seconds: 30);
            Assert.Equal(505_960 + i, Number(state));
            state = Read(state, 505_961 + i, seconds: 30);
            Assert.Equal((505_961 + i, Quality.Good), (Number(state), state.Quality));
        }
    }

    [Fact]
    public void Counter_should_rise_as_fast_as_it_can_without_waiting()
    {
        var state = Read(State(Energy), 505_960, seconds: 30);
        state = Read(state, 506_900, seconds: 1);
        Assert.Equal((506_900, Quality.Good), (Number(state), state.Quality));

        // The gateway was off for a week.
        state = Read(state, 706_900, seconds: 7 * 86_400);
        Assert.Equal((706_900, Quality.Good), (Number(state), state.Quality));
    }

    [Fact]
    public void Counter_that_moves_should_be_followed_on_a_doubtful_line()
    {
        var state = Read(State(Energy), 505_960, seconds: 30);
        for (var i = 1; i < 30; i++)
        {
            state = Read(state, 505_960 + i, seconds: 3, inDoubt: true);
            Assert.InRange(Number(state), 505_960 + i - 1, 505_960 + i);
        }
    }

    [Fact]
    public void Every_type_of_counter_should_be_checked()
    {
        var restarts = Read(Read(State(Restarts), 34, seconds: 30), 0, seconds: 30);
        Assert.Equal((34, Quality.Suspect), (Number(restarts), restarts.Quality));

        var produced = Read(Read(State(Produced), Value.Of(1647.2f), 30), Value.Of(0f), 30);
        Assert.Equal((Value.Of(1647.2f), Quality.Suspect), (produced.Value, produced.Quality));
    }

    public void Dispose() => _time.Dispose();

    private static int Number(ParameterState state) => (int)state.Value.ToInteger();

    private static ParameterState State(ParameterDefinition definition) =>
        ParameterState.Of(definition, definition.MeaningIn(Vocabularies.BuiltIn.Of(Vocabularies.Gm3)));

    private ParameterState Read(ParameterState state, int number, double seconds, bool inDoubt = false) =>
        Read(state, Value.Of(state.Definition.Type, number), seconds, inDoubt);

    private ParameterState Read(ParameterState state, Value reading, double seconds, bool inDoubt = false)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return state.Read(reading, _time.Now(), TimeSpan.FromSeconds(90), inDoubt, _time);
    }
}
