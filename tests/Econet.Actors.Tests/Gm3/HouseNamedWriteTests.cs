using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Writes by what the vocabulary calls things.</summary>
public class HouseNamedWriteTests
{
    private const string Settings = "Circuit2Settings";
    private const int Cooling = 1 << 17;
    private const int HeatingOff = 1 << 20;

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(15);

    private static readonly Gm3SimulationOptions AtRest = new() { ModelInterval = TimeSpan.FromHours(10) };

    [Fact]
    public async Task Enumeration_should_be_written_by_name_and_refuse_what_it_has_not()
    {
        await using var house = await House.RunningAsync(AtRest);

        var refused = await house.Within(Enough, house.Device.WriteAsync("HDWusermode", 200));
        var taken = await house.Within(Enough, house.Device.WriteAsync("HDWusermode", "off"));

        Assert.Equal((EconetError.BadValue, "Value must be one of 0 (Off), 1 (On), 2 (Schedule)"), (refused.Error, refused.Message));
        Assert.True(taken.Success, taken.Message);
        Assert.Equal(Value.Of(ParameterType.UInt8, 0), house.Bus.Truth("HDWusermode"));
        Assert.Single(house.Bus.Writes);
    }

    [Fact]
    public async Task Bits_should_be_written_by_name_and_their_neighbours_stay_as_the_device_holds_them_now()
    {
        await using var house = await House.RunningAsync(AtRest);
        house.Time.Advance(TimeSpan.FromSeconds(90));
        var known = (await house.Device.ReadAsync(Settings)).Value.ToInteger();

        // Changed at the device since the gateway has read it.
        var now = known ^ 0b1010;
        house.Bus.Force(house.Bus.IndexOf(Settings), Value.Of(ParameterType.UInt32, now));
        var taken = await house.Within(Enough, house.Device.WriteAsync(Settings, Bits(("Cooling", true), ("heating", false))));

        Assert.True(taken.Success, taken.Message);
        var wanted = now | Cooling | HeatingOff;
        Assert.Equal(Value.Of(ParameterType.UInt32, wanted), house.Bus.Truth(Settings));
        Assert.Equal(Value.Of(ParameterType.UInt32, wanted), taken.NewValue);
        Assert.Equal(Value.Of(ParameterType.UInt32, wanted), Assert.Single(await house.Device.WritesAsync(taken.Job!.Id)).Value);
    }

    [Fact]
    public async Task Bit_should_be_refused_that_has_no_such_name()
    {
        await using var house = await House.RunningAsync(AtRest);

        var stray = await house.Within(Enough, house.Device.WriteAsync(Settings, Bits(("Boost", true))));
        var without = await house.Within(Enough, house.Device.WriteAsync("HDWTSetPoint", Bits(("Cooling", true))));

        Assert.Equal(EconetError.BadValue, stray.Error);
        Assert.StartsWith("There is no bit 'Boost'; the bits are Heating, Cooling", stray.Message);
        Assert.Equal("Parameter has no named bits; write its value", without.Message);
        Assert.Empty(house.Bus.Writes);
    }

    [Fact]
    public async Task Vocabulary_that_is_replaced_should_count_at_once_for_what_is_believed_and_written()
    {
        var source = new VocabularySource(Vocabularies.BuiltIn);
        await using var house = await House.RunningAsync(AtRest, new Econet.Actors.Gm3.Gm3Options { Vocabulary = source });
        var outdoor = house.Bus.IndexOf("TempWthr");

        source.Current = Vocabularies.BuiltIn.With(
            "system: gm3\nparameters: {TempWthr: {sane: [-10, 40]}, HDWusermode: {values: {2: Zeit}}}", "own.yaml");
        house.Bus.Force(outdoor, Value.Of(45f));

        await house.Until(Enough, s => s.Parameters.Single(p => p.Index == outdoor).Quality == Quality.Suspect);
        house.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Quality.Suspect, (await house.Device.ReadAsync("TempWthr")).Quality);
        Assert.Equal("Value must be one of 2 (Zeit)", (await house.Within(Enough, house.Device.WriteAsync("HDWusermode", 1))).Message);
    }

    [Fact]
    public async Task Vocabulary_that_is_replaced_right_before_the_parameters_start_anew_should_count_as_well()
    {
        var source = new VocabularySource(Vocabularies.BuiltIn);
        await using var house = await House.RunningAsync(AtRest, new Econet.Actors.Gm3.Gm3Options { Vocabulary = source });
        var outdoor = house.Bus.IndexOf("TempWthr");

        source.Current = Vocabularies.BuiltIn.With("system: gm3\nparameters: {TempWthr: {sane: [-10, 40]}}", "own.yaml");
        house.Part("parameters").Tell(Akka.Actor.Kill.Instance);
        house.Time.Advance(TimeSpan.FromMilliseconds(200));
        house.Bus.Force(outdoor, Value.Of(45f));

        await house.Until(Enough, s => s.Parameters.Single(p => p.Index == outdoor).Quality == Quality.Suspect);
        // A leap is believed when it is read again; what can't be is not.
        house.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Quality.Suspect, (await house.Device.ReadAsync("TempWthr")).Quality);
    }

    private static BitChanges Bits(params (string Name, bool On)[] bits) => new(bits.ToImmutableDictionary(bit => bit.Name, bit => bit.On));
}
