using CsCheck;

namespace Econet.Modbus.Tests;

public class Crc16Tests
{
    [Theory]
    [InlineData("31 32 33 34 35 36 37 38 39", 0x4B37)]
    [InlineData("11 03 00 6B 00 03", 0x8776)]
    [InlineData("", 0xFFFF)]
    public void Crc_should_be_that_of_modbus(string bytes, ushort crc) => Assert.Equal(crc, Crc16.Compute(Bytes.Hex(bytes)));

    [Fact]
    public void Crc_should_be_zero_over_bytes_and_their_crc() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        var crc = Crc16.Compute(bytes);
        Assert.Equal(0, Crc16.Compute([.. bytes, (byte)crc, (byte)(crc >> 8)]));
    });
}
