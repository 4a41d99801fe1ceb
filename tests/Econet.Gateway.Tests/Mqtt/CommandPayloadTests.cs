using System.Text;
using CsCheck;
using Econet.Gateway.Http;
using Econet.Gateway.Mqtt;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

public sealed class CommandPayloadTests
{
    private static readonly ParameterType[] Types = [ParameterType.UInt8, ParameterType.Float, ParameterType.Bool, ParameterType.String];

    public static TheoryData<string, ParameterType, object> Values { get; } = new()
    {
        { "47", ParameterType.UInt8, 47L },
        { " -3\n", ParameterType.Int8, -3L },
        { "47.0", ParameterType.UInt8, 47.0m },
        { "21.5", ParameterType.Float, 21.5m },
        { "1e3", ParameterType.Float, 1000.0 },
        { "18446744073709551615", ParameterType.UInt64, ulong.MaxValue },
        { "true", ParameterType.Bool, true },
        { "OFF", ParameterType.Bool, false },
        { "1", ParameterType.Bool, 1L },
        { "47", ParameterType.String, "47" },
        { " on ", ParameterType.String, " on " },
        { "{\"value\": 47}", ParameterType.UInt8, 47L },
        { " {\"value\": \"{\"}", ParameterType.String, "{" },
    };

    public static TheoryData<string, ParameterType, string> Garbage { get; } = new()
    {
        { "", ParameterType.UInt8, "The payload is empty; {\"value\": \"\"} is an empty text" },
        { "", ParameterType.String, "The payload is empty; {\"value\": \"\"} is an empty text" },
        { " \n", ParameterType.Float, "The payload is empty; {\"value\": \"\"} is an empty text" },
        { "warm", ParameterType.UInt8, "Value must be a number" },
        { "21,5", ParameterType.Float, "Value must be a number" },
        { "NaN", ParameterType.Float, "Value must be a number" },
        { "1e999", ParameterType.Float, "Value must be a number" },
        { "0x10", ParameterType.UInt8, "Value must be a number" },
        { "maybe", ParameterType.Bool, "Value must be true or false" },
        { "{\"value\": ", ParameterType.UInt8, "The body is not valid JSON (line 1, byte 11)" },
        { "{\"volume\": 1}", ParameterType.UInt8, "Unknown field 'volume'; the body takes {\"value\": …}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Payload_should_mean_a_value_of_the_parameters_type(string payload, ParameterType type, object value) =>
        Assert.Equal(value, Parse(payload, type));

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Payload_should_be_refused_with_words_when_it_means_no_value(string payload, ParameterType type, string error) =>
        Assert.Equal(error, Assert.Throws<BadRequestException>(() => Parse(payload, type)).Message);

    [Fact]
    public void Payload_should_be_refused_when_it_is_longer_than_any_value() =>
        Assert.Equal(
            "The payload is longer than 1024 bytes",
            Assert.Throws<BadRequestException>(() => Parse(new string('1', 1025), ParameterType.UInt8)).Message);

    [Fact]
    public void Payload_should_be_a_value_or_refused_whatever_bytes_it_holds() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[0, 3].Select(i => Types[i]))
            .Sample((bytes, type) =>
            {
                try
                {
                    Assert.True(CommandPayload.Parse(bytes, type) is bool or string or long or ulong or decimal or double);
                }
                catch (BadRequestException refused)
                {
                    Assert.NotEmpty(refused.Message);
                }
            });

    private static object Parse(string payload, ParameterType type) => CommandPayload.Parse(Encoding.UTF8.GetBytes(payload), type);
}
