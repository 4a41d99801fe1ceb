using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Gm3.Tests;

/// <summary>Frames as real devices sent them.</summary>
public class GoldenFrameTests
{
    private const string Thermostat =
        "68B9006400A500C0230000006838974181038100000000000000984101000098410100009041010000003F810000000081000000008100FCFFFF81C0" +
        "1F81006CFF3F81801F8100FCFFFF81C01F8100FCFFFF81C01F8100FCFFFF81C01F8100FCFFFF81C01F8100FCFFFF81C01F000000C07F013031323334" +
        "3536373839000048322E302E300000533030312E3234000044656320323820323032322031303A34313A30390000000000006EC30900000F00020100" +
        "001041019A99993EE77316";

    private static readonly ParameterType[] ThermostatTypes =
    [
        ParameterType.Float, ParameterType.UInt8, ParameterType.UInt32, ParameterType.Float, ParameterType.Float, ParameterType.Float,
        ParameterType.Float, ParameterType.UInt32, ParameterType.UInt32,
        .. Enumerable.Repeat<ParameterType[]>([ParameterType.UInt32, ParameterType.UInt16], 7).SelectMany(day => day),
        ParameterType.Float, ParameterType.String, ParameterType.String, ParameterType.String, ParameterType.String,
        ParameterType.UInt8, ParameterType.UInt8, ParameterType.UInt32, ParameterType.UInt8, ParameterType.UInt8,
        ParameterType.Float, ParameterType.Float,
    ];

    [Fact]
    public void Request_for_values_should_be_read_and_written()
    {
        var frame = ReadAndWrite("6808000100FFFF40 646400 ED5116");
        Assert.Equal((BusAddress.Controller, BusAddress.Broadcast, Command.GetParams), (frame.Destination, frame.Source, frame.Command));
        Assert.True(ParameterSelection.TryParse(frame.Data.Span, out var selection));
        Assert.Equal(new ParameterSelection(100, 100), selection);
    }

    [Fact]
    public void Values_of_the_controller_should_be_read()
    {
        var frame = ReadAndWrite(
            "687900FFFF0100C0 2F7805 C1003FE00001000101C10101000101C10001000101C10001000101C10001000101C10001000101C10001000101C200C200C2" +
            "00C200C200C200C200C200C1000101C20000020000020000020000020000020000020000020000022300023700026400020000012C0101F401015802017A03" +
            "214E16");
        Assert.Equal((BusAddress.Broadcast, BusAddress.Controller, Command.GetParamsAnswer), (frame.Destination, frame.Source, frame.Command));
        Assert.True(ValueAnswer.TryParseHead(frame.Data.Span, out var selection));
        Assert.Equal(new ParameterSelection(47, 1400), selection);
    }

    [Fact]
    public void Clock_should_be_read_and_written()
    {
        var frame = ReadAndWrite("681900FFFF640068 230000000101000101000737141601EA07040100 31E316");
        Assert.True(Clock.TryParse(frame, out var time));
        Assert.Equal(new DateTime(2026, 1, 22, 20, 55, 7), time);
        Assert.Equal(frame, Clock.Write(time));
    }

    [Fact]
    public void Write_should_be_read()
    {
        var frame = ReadAndWrite("681A000100640029 555345522D303030003430393500 01 2001 00009841 E6F616");
        Assert.True(Modify.TryParse(frame.Data.Span, out var modify));
        Assert.Equal(("USER-000", "4095", 288), (modify.User, modify.Password, (int)modify.WireIndex));
        Assert.True(modify.TryValue(ParameterType.Float, out var value));
        Assert.Equal(Value.Of(19f), value);
    }

    [Fact]
    public void Answer_to_a_write_should_be_accepted() => Assert.True(Modify.IsAccepted(ReadAndWrite("68060064000100A9 E5 A5AB16")));

    [Fact]
    public void Question_who_is_there_should_be_read_and_written() =>
        Assert.Equal(new Frame(1, BusAddress.Panel, Command.Identify), ReadAndWrite("6805000100640009 057416"));

    [Fact]
    public void Identity_of_the_controller_should_be_read()
    {
        var frame = ReadAndWrite(
            "6859006400010089504C554D2053702E207A206F2E206F2E0065636F4D415833363069206B6C69656E74204944203131340030313233343536373839" +
            "00312E3030000048322E332E305F533032342E32355F443078363946435F5F005DC816");
        Assert.True(Identity.TryParse(frame.Data.Span, out var identity));
        Assert.Equal(new Identity("PLUM Sp. z o. o.", "ecoMAX360i klient ID 114"), identity);
    }

    [Fact]
    public void Nothing_at_that_index_should_be_read_and_written() =>
        Assert.Equal(new Frame(BusAddress.Panel, 165, Command.NoData), ReadAndWrite("6805006400A5007F 306916"));

    [Fact]
    public void Values_of_a_thermostat_should_be_read_and_written()
    {
        var frame = ReadAndWrite(Thermostat);
        Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(frame.Data.Span, ThermostatTypes, out var first, out var values));
        Assert.Equal((0, 35), (first, values.Length));
        Assert.Equal(new FlaggedValue(ParameterFlags.None, Value.Of(18.902542f)), values[0]);
        Assert.Equal((ParameterFlags)0x81, values[1].Flags);
        Assert.Equal(Value.Of(ParameterType.UInt8, 3), values[1].Value);
        Assert.True(values[23].Value.SaysNone);
        Assert.Equal("Dec 28 2022 10:41:09", values[27].Value.ToText());
        Assert.Equal(Value.Of(9f), values[33].Value);

        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.Equal(35, ValueAnswer.Write(output, first, values, 240));
        Assert.Equal(frame.Data.ToArray(), output.WrittenSpan.ToArray());
    }

    private static Frame ReadAndWrite(string hex)
    {
        var bytes = Hex.Bytes(hex);
        var reading = Reading.Segmented(bytes);
        var frame = Assert.Single(reading.Frames);
        Assert.Empty(reading.Skips);
        Assert.Equal(bytes, frame.ToArray());
        return frame;
    }
}
