using CsCheck;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class MqttTopicsTests
{
    private static readonly MqttTopics Topics = new("house/econet");

    [Theory]
    [InlineData("house/econet/pump/availability", "pump")]
    [InlineData("house/econet/pump/quality", null)]
    [InlineData("house/econet/availability", null)]
    [InlineData("house/econet/pump/more/availability", null)]
    [InlineData("x/pump/availability", null)]
    public void Availability_should_tell_whose_it_is(string topic, string? device) => Assert.Equal(device, Topics.DeviceOf(topic));

    [Theory]
    [InlineData("HDWTSetPoint", "HDWTSetPoint")]
    [InlineData("UID@10", "UID@10")]
    [InlineData("@15", "@15")]
    [InlineData("AXEN_REGISTER_2150_RW-reboot_unit", "AXEN_REGISTER_2150_RW-reboot_unit")]
    [InlineData("temperature °C", "temperature%20°C")]
    [InlineData("a/b+c#d", "a%2Fb%2Bc%23d")]
    [InlineData("100%", "100%25")]
    [InlineData("\u0001\u0085", "%01%C2%85")]
    [InlineData("availability", "%61vailability")]
    [InlineData("json", "%6Ason")]
    [InlineData("Alarms", "Alarms")]
    public void Key_should_be_encoded_as_far_as_needed(string key, string level)
    {
        Assert.Equal(level, MqttTopics.Encode(key));
        Assert.Equal(key, MqttTopics.Decode(level));
    }

    [Fact]
    public void Key_should_be_found_again_in_its_topic_whatever_it_holds() =>
        Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c)), 1, 20].Sample(key =>
        {
            var level = MqttTopics.Encode(key);
            Assert.False(level.AsSpan().ContainsAny("/+#\0 "));
            Assert.NotEqual(Topics.Availability("pump"), Topics.State("pump", key));
            Assert.Equal(key, MqttTopics.Decode(level));
            Assert.Equal(("pump", key), Topics.CommandOf(Topics.Set("pump", key)));
        });

    [Theory]
    [InlineData("house/econet/pump/A/set", "pump", "A")]
    [InlineData("house/econet/pump/a%2fb/set", "pump", "a/b")]
    [InlineData("house/econet/pump/A B/set", "pump", "A B")]
    [InlineData("house/econet/pump/100%/set", "pump", "100%")]
    public void Command_should_be_understood_however_it_is_encoded(string topic, string device, string key) =>
        Assert.Equal((device, key), Topics.CommandOf(topic));

    [Theory]
    [InlineData("house/econet/pump/A")]
    [InlineData("house/econet/pump/A/result")]
    [InlineData("house/econet/pump/a/b/set")]
    [InlineData("house/econet/pump//set")]
    [InlineData("house/econet/A/set")]
    [InlineData("house/pump/A/set")]
    [InlineData("house/econetpump/A/set")]
    [InlineData("homeassistant/status")]
    public void Other_topics_should_be_no_commands(string topic) => Assert.Null(Topics.CommandOf(topic));

    [Fact]
    public void Result_should_appear_next_to_its_command_as_that_was_written() =>
        Assert.Equal("house/econet/pump/103/result", MqttTopics.ResultOf("house/econet/pump/103/set"));
}
