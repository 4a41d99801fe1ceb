using Econet.Actors.Vocabulary;
using Econet.Gateway.Mqtt;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

public class PaceTests
{
    private static readonly MqttPacing Pacing = MqttSettings.Load(
        ("MQTT_URL", "mqtt://broker"), ("MQTT_INTERVAL", "default=60; rotation=20"), ("MQTT_DEADBAND", "rotation=50; voltage=5"))!.Pacing;

    [Fact]
    public void Temperature_should_be_told_with_the_digits_that_people_see_and_not_for_less()
    {
        var pace = Pace.Of(Meaning("AxenOutgoingTemp", Unit.Of("°C"), ParameterType.Float), isWritable: false, Pacing);

        Assert.Equal(TimeSpan.FromSeconds(60), pace.Interval);
        Assert.Equal(Value.Of(35.3f), pace.Round(Value.Of(35.26f)));
        Assert.True(pace.IsWithin(Value.Of(35.3f), Value.Of(35.26f)));
        Assert.True(pace.IsWithin(Value.Of(35.3f), Value.Of(35.24f)));
        Assert.False(pace.IsWithin(Value.Of(35.3f), Value.Of(35.2f)));
    }

    [Fact]
    public void Quantity_should_have_its_own_interval_and_deadband_where_they_are_set()
    {
        var pace = Pace.Of(Meaning("HPStatusFanRPM", Unit.None, ParameterType.UInt16), isWritable: false, Pacing);

        Assert.Equal(new Pace(TimeSpan.FromSeconds(20), 50, null), pace);
    }

    [Fact]
    public void Deadband_should_be_in_the_parameters_own_numbers_when_they_are_scaled()
    {
        var meaning = Meaning("Other", Unit.None, ParameterType.UInt16) with
        {
            Quantity = new Quantity("voltage", Unit.Of("V")), Scale = new Scale(10),
        };

        Assert.Equal(50, Pace.Of(meaning, isWritable: false, Pacing).Deadband);
    }

    [Theory]
    [InlineData("Circuit1ComfortTemp", ParameterType.Float, true)]
    [InlineData("HDWTSetPoint", ParameterType.UInt8, true)]
    [InlineData("AxenOutgoingTemp", ParameterType.String, false)]
    [InlineData("AxenOutgoingTemp", ParameterType.Bool, false)]
    [InlineData("workState2", ParameterType.UInt8, false)]
    [InlineData("Circuit1Settings", ParameterType.UInt32, false)]
    public void What_is_set_named_or_a_text_should_be_told_at_once_and_as_it_is(string name, ParameterType type, bool isWritable) =>
        Assert.Equal(Pace.AtOnce, Pace.Of(Meaning(name, Unit.None, type), isWritable, Pacing));

    [Fact]
    public void Reading_that_others_give_to_the_device_should_have_the_pace_of_one() =>
        Assert.Equal(
            TimeSpan.FromSeconds(60), Pace.Of(Meaning("THERMOSTAT_100", Unit.Of("°C"), ParameterType.Float), isWritable: true, Pacing).Interval);

    [Fact]
    public void Counter_should_have_no_deadband()
    {
        var counter = Meaning("Other", Unit.Of("kWh"), ParameterType.Float) with { Counter = true };

        Assert.Equal(0, Pace.Of(counter, isWritable: false, Pacing).Deadband);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void Number_that_is_none_should_be_left_as_it_is(float number)
    {
        var pace = new Pace(TimeSpan.Zero, 1, 1);

        Assert.Equal(Value.Of(number), pace.Round(Value.Of(number)));
        Assert.False(pace.IsWithin(Value.Of(number), Value.Of(1f)));
    }

    [Theory]
    [InlineData("MQTT_INTERVAL", "warmth=5")]
    [InlineData("MQTT_INTERVAL", "default=-1")]
    [InlineData("MQTT_INTERVAL", "default")]
    [InlineData("MQTT_INTERVAL", "default=1; default=2")]
    [InlineData("MQTT_DEADBAND", "voltage=much")]
    [InlineData("MQTT_INCLUDE", ",")]
    public void Setting_should_be_refused_when_it_means_nothing(string name, string value)
    {
        var refused = Assert.Throws<Gateway.Configuration.ConfigurationException>(
            () => MqttSettings.Load(("MQTT_URL", "mqtt://broker"), (name, value)));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("Temp*", "", true)]
    [InlineData("temp?wthr", "", false)]
    [InlineData("TEMPWTH?", "", true)]
    [InlineData("cottage/*", "", false)]
    [InlineData("house/Temp*", "", true)]
    [InlineData("", "*Wthr", false)]
    [InlineData("Temp*", "house/*", false)]
    public void Filter_should_take_what_is_included_and_not_excluded(string include, string exclude, bool takes) =>
        Assert.Equal(takes, new TopicFilter(Patterns(include), Patterns(exclude)).Takes("house", "TempWthr"));

    private static System.Collections.Immutable.ImmutableArray<string> Patterns(string text) => text.Length > 0 ? [text] : [];

    private static Meaning Meaning(string name, Unit unit, ParameterType type) => Vocabularies.BuiltIn.Of(Vocabularies.Gm3).Of(0, name, unit, type);
}
