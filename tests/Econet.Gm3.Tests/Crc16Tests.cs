namespace Econet.Gm3.Tests;

public class Crc16Tests
{
    [Fact]
    public void Crc_should_be_that_of_xmodem() => Assert.Equal(0x31C3, Crc16.Compute("123456789"u8));

    [Fact]
    public void Crc_should_be_zero_when_there_is_nothing() => Assert.Equal(0, Crc16.Compute([]));
}
