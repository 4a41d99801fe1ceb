using CsCheck;

namespace Econet.Modbus.Tests;

public class ClientTests
{
    private static readonly UnitSet Units = new(240);

    [Fact]
    public void Requests_should_be_encoded_as_the_protocol_says()
    {
        Assert.Equal("03 00 6B 00 03", Encode(RegisterRequest.Read(107, 3)));
        Assert.Equal("06 00 01 00 03", Encode(RegisterRequest.WriteSingle(1, 3)));
        Assert.Equal("10 00 01 00 02 04 00 0A 01 02", Encode(RegisterRequest.WriteMultiple(1, [10, 0x102])));
        Assert.Equal(
            "17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF", Encode(RegisterRequest.ReadWrite(3, 6, 14, [0xFF, 0xFF, 0xFF])));
    }

    [Fact]
    public void Request_should_be_refused_when_no_server_could_take_it()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => { RegisterRequest.Read(0, 0); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { RegisterRequest.Read(0, 126); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { RegisterRequest.Read(0xFFFF, 2); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { RegisterRequest.WriteMultiple(0, []); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { RegisterRequest.WriteMultiple(0, new ushort[124]); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { RegisterRequest.ReadWrite(0, 1, 0, new ushort[122]); });
    }

    [Theory]
    [InlineData("03 04 00 01 00 02", 0, 0, 2, "1 2")]
    [InlineData("17 02 FF FF", 0, 0, 1, "65535")]
    [InlineData("06 00 01 00 03", 0, 1, 1, "3")]
    [InlineData("10 00 01 00 02", 0, 1, 2, "")]
    [InlineData("83 02", 2, 0, 0, "")]
    [InlineData("AB 01", 1, 0, 0, "")]
    public void Answer_should_be_decoded_and_encode_to_itself(string pdu, byte exception, ushort start, int count, string values)
    {
        Assert.True(RegisterAnswer.TryDecode(Bytes.Hex(pdu), new ushort[Pdu.MaxRead], out var answer));
        Assert.Equal((ExceptionCode)exception, answer.Exception);
        Assert.Equal((start, count), (answer.Start, answer.Count));
        Assert.Equal(values, string.Join(' ', answer.Values.ToArray()));

        Span<byte> again = stackalloc byte[Pdu.MaxSize];
        Assert.Equal(pdu, Bytes.Text(again[..answer.Encode(again)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("03")]
    [InlineData("03 00")]
    [InlineData("03 01 00")]
    [InlineData("03 03 00 00 00")]
    [InlineData("03 02 00")]
    [InlineData("03 02 00 00 00")]
    [InlineData("06 00 00 00")]
    [InlineData("10 00 00 00 01 00")]
    [InlineData("83")]
    [InlineData("83 00")]
    [InlineData("83 02 00")]
    [InlineData("01 01 00")]
    public void Answer_should_be_refused_when_malformed(string pdu) =>
        Assert.False(RegisterAnswer.TryDecode(Bytes.Hex(pdu), new ushort[Pdu.MaxRead], out _));

    [Fact]
    public void Client_should_read_back_what_it_wrote() =>
        Gen.Select(
            Gen.UShort[0, 0xFFFF - Pdu.MaxRead], Gen.UShort.Array[1, Pdu.MaxReadWriteWrite], Gen.Int[0, 2]).Sample((start, values, way) =>
        {
            var server = new ModbusServer(Units, new Registers());
            var (one, rest) = (values[..1], values[1..]);
            switch (way)
            {
                case 0:
                    Ask(server, RegisterRequest.WriteMultiple(start, values));
                    break;
                case 1:
                    Ask(server, RegisterRequest.WriteSingle(start, one[0]));
                    if (rest.Length > 0)
                    {
                        Ask(server, RegisterRequest.WriteMultiple((ushort)(start + 1), rest));
                    }

                    break;
                default:
                    Assert.Equal(values, Ask(server, RegisterRequest.ReadWrite(start, values.Length, start, values)));
                    break;
            }

            Assert.Equal(values, Ask(server, RegisterRequest.Read(start, values.Length)));
        });

    private static ushort[] Ask(ModbusServer server, RegisterRequest request)
    {
        Span<byte> pdu = stackalloc byte[Pdu.MaxSize];
        Span<byte> answer = stackalloc byte[Pdu.MaxSize];
        var size = server.Answer(240, pdu[..request.Encode(pdu)], answer);
        Assert.True(RegisterAnswer.TryDecode(answer[..size], stackalloc ushort[Pdu.MaxRead], out var decoded));
        Assert.Equal(ExceptionCode.None, decoded.Exception);
        Assert.Equal((byte)request.Function, decoded.Function);
        return decoded.Values.ToArray();
    }

    private static string Encode(RegisterRequest request)
    {
        Span<byte> pdu = stackalloc byte[Pdu.MaxSize];
        return Bytes.Text(pdu[..request.Encode(pdu)]);
    }
}
