using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Ports;

public sealed class BusPortsTests
{
    [Theory]
    [InlineData("/dev/ttyUSB0", "/dev/ttyUSB0")]
    [InlineData(" /dev/serial/by-id/usb-FTDI ", "/dev/serial/by-id/usb-FTDI")]
    [InlineData("COM3", "COM3")]
    [InlineData("com12", "com12")]
    [InlineData("tcp://10.0.0.5:4001", "tcp://10.0.0.5:4001")]
    [InlineData("TCP://Adapter.lan:4001/", "tcp://adapter.lan:4001")]
    [InlineData("tcp://[::1]:4001", "tcp://[::1]:4001")]
    public void Parse_should_give_the_port_when_the_address_makes_sense(string address, string name)
        => Assert.Equal(name, BusPorts.Parse(address).Name);

    [Theory]
    [InlineData(null, "address is empty")]
    [InlineData("", "address is empty")]
    [InlineData("  ", "address is empty")]
    [InlineData("ttyUSB0", "'ttyUSB0' is not the address of a port; give a serial device such as /dev/ttyUSB0 or COM3, or tcp://host:port")]
    [InlineData("COM", "'COM' is not the address")]
    [InlineData("COMx", "'COMx' is not the address")]
    [InlineData("tcp:host:4001", "is not the address of a port")]
    [InlineData("tcp://host", "lacks a port")]
    [InlineData("tcp://host:", "lacks a port")]
    [InlineData("tcp://host:0", "lacks a port")]
    [InlineData("tcp://host:65536", "a port from 1 to 65535")]
    [InlineData("tcp://host:x", "a port from 1 to 65535")]
    [InlineData("tcp://:4001", "tcp://host:port")]
    [InlineData("tcp://", "tcp://host:port")]
    [InlineData("tcp://host:4001/bus", "something after the port")]
    [InlineData("tcp://host:4001?x=1", "something after the port")]
    [InlineData("rfc2217://host:4001", "'rfc2217://' is not supported")]
    public void Parse_should_say_what_is_wrong_when_the_address_is_nonsense(string? address, string message)
    {
        var nonsense = Assert.Throws<ArgumentException>(() => BusPorts.Parse(address!));
        Assert.Contains(message, nonsense.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_should_not_repeat_what_may_be_a_secret()
    {
        var nonsense = Assert.Throws<ArgumentException>(() => BusPorts.Parse("tcp://user:hunter2@host:4001"));
        Assert.DoesNotContain("hunter2", nonsense.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-9600)]
    [InlineData(115_201)]
    public void Parse_should_name_the_speeds_when_the_one_asked_for_is_not_supported(int baud)
    {
        var unsupported = Assert.Throws<ArgumentException>(() => BusPorts.Parse("/dev/ttyUSB0", baud));
        Assert.Contains($"{baud} baud is not supported; use one of 9600, 19200, 38400,", unsupported.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void Parse_should_choose_the_driver_that_is_asked_for()
    {
        Assert.IsType<NativeSerialPort>(BusPorts.Parse("/dev/ttyUSB0"));
        Assert.IsType<SystemSerialPort>(BusPorts.Parse("/dev/ttyUSB0", driver: SerialDriver.System));
    }
}
