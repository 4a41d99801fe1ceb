namespace Econet.Actors.Ports;

/// <summary>What drives a serial port.</summary>
public enum SerialDriver
{
    /// <summary>Our own small driver on Linux, System.IO.Ports elsewhere.</summary>
    Default,

    /// <summary>System.IO.Ports everywhere.</summary>
    System,
}

/// <summary>A serial port: 8 data bits, no parity, 1 stop bit, no flow control.</summary>
/// <param name="Path"><c>/dev/ttyUSB0</c>, a link such as <c>/dev/serial/by-id/…</c>, or <c>COM3</c>.</param>
/// <param name="Baud">Bits per second, one of <see cref="SupportedBauds"/>.</param>
public sealed record SerialSettings(string Path, int Baud = 115_200, SerialDriver Driver = SerialDriver.Default)
{
    /// <summary>The speeds that can be asked for, in bits per second.</summary>
    public static IReadOnlyList<int> SupportedBauds { get; } =
        [9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 500_000, 576_000, 921_600];
}
