using System.Text;
using Econet.Gateway.Http;

namespace Econet.Gateway.Tests.Http;

public sealed class ValueBodyTests
{
    public static TheoryData<string, object> Values => new()
    {
        { "47", 47L },
        { "-1", -1L },
        { "9223372036854775807", long.MaxValue },
        { "18446744073709551615", ulong.MaxValue },
        { "18446744073709551616", 18446744073709551616m },
        { "47.0", 47.0m },
        { "0.1", 0.1m },
        { "1e2", 100m },
        { "0.0", 0m },
        { "1e300", 1e300 },
        { "1e-300", 1e-300 },
        { "true", true },
        { "false", false },
        { "\"Buffer °C\"", "Buffer °C" },
        { "\"\"", "" },
        { "\"NaN\"", "NaN" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_should_keep_its_type(string json, object value)
    {
        var parsed = Parse($$"""{"value": {{json}}}""");

        Assert.Equal(value.GetType(), parsed.GetType());
        Assert.Equal(value, parsed);
    }

    [Fact]
    public void Body_should_be_taken_when_it_starts_with_a_byte_order_mark() => Assert.Equal(1L, Parse("\uFEFF{\"value\":1}"));

    [Theory]
    [InlineData("", "no body")]
    [InlineData(" \r\n", "no body")]
    [InlineData("47", "must be a JSON object")]
    [InlineData("[47]", "must be a JSON object")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("{}", "'value' is missing")]
    [InlineData("{\"val\":1}", "Unknown field 'val'")]
    [InlineData("{\"Value\":1}", "Unknown field 'Value'")]
    [InlineData("{\"value\":1,\"unit\":{\"a\":[1]}}", "Unknown field 'unit'")]
    [InlineData("{\"value\":1,\"value\":1}", "given twice")]
    [InlineData("{\"value\":null}", "is null")]
    [InlineData("{\"bits\":{\"Cooling\":1}}", "'bits' must be an object of bit names")]
    [InlineData("{\"bits\":true}", "'bits' must be an object of bit names")]
    [InlineData("{\"bits\":{\"Cooling\":true,\"Cooling\":false}}", "The bit 'Cooling' is given twice")]
    [InlineData("{\"bits\":{\"Cooling\":true},\"value\":1}", "twice")]
    [InlineData("{\"value\":1,\"bits\":{\"Cooling\":true}}", "twice")]
    [InlineData("{\"value\":[1]}", "not a list or an object")]
    [InlineData("{\"value\":{\"a\":1}}", "not a list or an object")]
    [InlineData("{\"value\":1e400}", "too large")]
    [InlineData("{\"value\":-1e400}", "too large")]
    [InlineData("{\"value\":NaN}", "not valid JSON")]
    [InlineData("{\"value\":Infinity}", "not valid JSON")]
    [InlineData("{\"value\":047}", "not valid JSON")]
    [InlineData("{\"value\":1,}", "not valid JSON")]
    [InlineData("{\"value\":1} x", "not valid JSON")]
    [InlineData("{\"value\":1}{\"value\":2}", "not valid JSON")]
    [InlineData("{\"value\":1", "not valid JSON")]
    [InlineData("{'value':1}", "not valid JSON")]
    [InlineData("value=47", "not valid JSON")]
    [InlineData("{\"value\":\"\\ud800\"}", "not valid Unicode")]
    public void Body_should_be_refused_with_the_reason_when_it_is_wrong(string body, string reason) =>
        Assert.Contains(reason, Assert.Throws<BadRequestException>(() => Parse(body)).Message, StringComparison.Ordinal);

    [Fact]
    public void Body_should_be_refused_when_it_is_not_utf8() =>
        Assert.Throws<BadRequestException>(() => ValueBody.Parse([.. "{\"value\":\""u8, 0xFF, .. "\"}"u8]));

    [Fact]
    public void Body_should_be_refused_when_it_is_nested_too_deep() =>
        Assert.Throws<BadRequestException>(() => Parse("{\"a\":" + new string('[', 10_000)));

    private static object Parse(string body) => ValueBody.Parse(Encoding.UTF8.GetBytes(body));
}
