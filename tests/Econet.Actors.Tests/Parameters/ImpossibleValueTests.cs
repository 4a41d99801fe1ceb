using CsCheck;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

/// <summary>What can't be is never good, however often it is read.</summary>
public sealed class ImpossibleValueTests : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    /// <summary>A float, scaled words with and without a sign, a byte, an enumeration's neighbour, and one that nobody knows.</summary>
    private static readonly ParameterDefinition[] Definitions =
    [
        Of(68, "TempWthr", ParameterType.Float),
        Of(1047, "ElectricPower", ParameterType.Float),
        Of(1196, "AXEN_REGISTER_49", ParameterType.UInt16),
        Of(1209, "AXEN_REGISTER_62", ParameterType.UInt16),
        Of(1233, "AXEN_REGISTER_86", ParameterType.UInt16),
        Of(103, "HDWTSetPoint", ParameterType.UInt8),
        Of(1285, "AXEN_REGISTER_1202_1203", ParameterType.UInt32),
        Of(9, "Unknown", ParameterType.Float),
        new(10, "Unknown word in °C", Unit.Celsius, ParameterType.UInt16, Writable: false),
    ];

    private readonly VirtualTime _time = new();

    public static TheoryData<string, double, double> Impossible => new()
    {
        { "TempWthr", 7.7, 670_433 },
        { "TempWthr", 7.7, -671_088 },
        { "TempWthr", 7.7, 1e30 },
        { "TempWthr", 7.7, -999 },
        { "TempWthr", 7.7, -327 },
        { "AXEN_REGISTER_49", 35, 0x7FFE },
        { "AXEN_REGISTER_62", 55, 0xFFFF },
        { "AXEN_REGISTER_86", 941, 0xFFFF },
        { "HDWTSetPoint", 45, 0xFF },
        { "AXEN_REGISTER_1202_1203", 8448, 0xFFFFFFFF },
        { "Unknown", 20, 1e30 },
        { "Unknown word in °C", 250, 0x7FFE },
        { "Unknown word in °C", 250, 0xFFFF },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Last_good_value_should_stay_as_suspect_however_often_the_device_says_what_cannot_be(string name, double good, double impossible)
    {
        foreach (var inDoubt in (bool[])[false, true])
        {
            var definition = Array.Find(Definitions, d => d.Name == name)!;
            var state = Read(Read(State(definition), Of(definition, good)), Of(definition, good));
            for (var i = 0; i < 100; i++)
            {
                state = Read(state, Of(definition, impossible), inDoubt);
                Assert.Equal((Of(definition, good), Quality.Suspect), (state.Value, state.Quality));
            }

            state = Read(Read(state, Of(definition, good), inDoubt), Of(definition, good), inDoubt);
            Assert.Equal((Of(definition, good), Quality.Good), (state.Value, state.Quality));
        }
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Value_should_be_absent_when_the_device_has_said_nothing_else_yet(string name, double good, double impossible)
    {
        foreach (var inDoubt in (bool[])[false, true])
        {
            var definition = Array.Find(Definitions, d => d.Name == name)!;
            var state = State(definition);
            for (var i = 0; i < 10; i++)
            {
                state = Read(state, Of(definition, impossible), inDoubt);
                Assert.True(state.Value.IsNone);
                Assert.Equal(inDoubt && i == 0 ? Quality.Stale : Quality.Absent, state.Quality);
            }

            state = Read(Read(state, Of(definition, good), inDoubt), Of(definition, good), inDoubt);
            Assert.Equal((Of(definition, good), Quality.Good), (state.Value, state.Quality));
        }
    }

    [Fact]
    public void Certainty_should_make_nothing_possible()
    {
        var state = Read(State(Definitions[0]), Value.Of(20f));

        Assert.Equal(Quality.Good, state.Read(Value.Of(90f), _time.Now(), MaxAge, inDoubt: false, _time, certain: true).Quality);
        Assert.Equal(Quality.Suspect, state.Read(Value.Of(1e30f), _time.Now(), MaxAge, inDoubt: false, _time, certain: true).Quality);
        Assert.Equal((Value.Of(20f), Quality.Suspect), (state.Confirm(Value.Of(1e30f), _time.Now(), MaxAge).Value, state.Confirm(Value.Of(1e30f), _time.Now(), MaxAge).Quality));
    }

    [Fact]
    public void Stored_value_should_be_left_when_it_cannot_be() =>
        Assert.Null(State(Definitions[0]).Restore(Value.Of(1e30f), _time.Now(), _time.Now()).ReadAt);

    [Fact]
    public void Device_should_be_asked_once_more_and_not_for_ever_when_it_says_what_cannot_be()
    {
        var known = Read(State(Definitions[0]), Value.Of(20f));
        var first = Read(known, Value.Of(1e30f));
        var second = Read(first, Value.Of(2e30f));

        Assert.True(first.WantsSecondReading(known));
        Assert.False(second.WantsSecondReading(first));
        Assert.True(Read(second, Value.Of(90f)).WantsSecondReading(second));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void Float_that_is_no_number_should_be_absent(float reading)
    {
        var state = Read(Read(State(Definitions[0]), Value.Of(20f)), Value.Of(reading));

        Assert.Equal((true, Quality.Absent), (state.Value.IsNone, state.Quality));
    }

    /// <summary>Whatever a device says, and however doubtful the line: what is served as good, or kept, is possible.</summary>
    [Fact]
    public void No_value_should_be_served_that_cannot_be() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                foreach (var definition in Definitions)
                {
                    var state = State(definition);
                    var reading = Any(definition.Type, random);
                    for (var i = 0; i < 60; i++)
                    {
                        reading = random.Next(3) == 0 ? Any(definition.Type, random) : reading;
                        state = random.Next(20) == 0
                            ? state.Confirm(reading, _time.Now(), MaxAge)
                            : Read(state, reading, inDoubt: random.Next(2) == 0, certain: random.Next(4) == 0);
                        Assert.True(
                            state.Value.IsNone || (!state.Meaning.IsImpossible(state.Value) && !state.Value.SaysNone), $"{definition.Name} = {state.Value}");
                        Assert.True(state.Quality != Quality.Good || !state.Value.IsNone, $"{definition.Name} is good and nothing");
                    }
                }
            },
            iter: 300, threads: 1);

    public void Dispose() => _time.Dispose();

    private static Value Any(ParameterType type, Random random)
    {
        var bits = random.Next(3) switch
        {
            0 => (uint)random.NextInt64(uint.MaxValue),
            1 => (uint)random.Next(2000),
            _ => BitConverter.SingleToUInt32Bits((float)((random.NextDouble() - 0.3) * 200)),
        };
        return type == ParameterType.Float ? Value.Of(BitConverter.UInt32BitsToSingle(bits)) : Value.Of(type, bits & (uint)Value.Range(type).Max);
    }

    private static ParameterDefinition Of(int index, string name, ParameterType type) => new(index, name, Unit.None, type, Writable: false);

    private static Value Of(ParameterDefinition definition, double number) =>
        definition.Type == ParameterType.Float ? Value.Of((float)number) : Value.Of(definition.Type, (Int128)number);

    private static ParameterState State(ParameterDefinition definition) =>
        ParameterState.Of(definition, definition.MeaningIn(Vocabularies.BuiltIn.Of(Vocabularies.Gm3)));

    /// <summary>Three seconds after the one before.</summary>
    private ParameterState Read(ParameterState state, Value reading, bool inDoubt = false, bool certain = false)
    {
        _time.Advance(TimeSpan.FromSeconds(3));
        return state.Read(reading, _time.Now(), MaxAge, inDoubt, _time, certain);
    }
}
