using System.Globalization;

namespace Econet.Actors.Ports;

/// <summary>Makes the port for an address, without opening it.</summary>
public static class BusPorts
{
    private const string Forms = "a serial device such as /dev/ttyUSB0 or COM3, or tcp://host:port";

    /// <summary>The port at <paramref name="address"/>: a serial device's path or name, or <c>tcp://host:port</c>.</summary>
    /// <param name="baud">Bits per second, for a serial device only.</param>
    /// <exception cref="ArgumentException">The address or the speed makes no sense; the message says what would.</exception>
    public static IBusPort Parse(string address, int baud = 115_200, SerialDriver driver = SerialDriver.Default)
    {
        var trimmed = address?.Trim() ?? "";
        if (trimmed.Length == 0)
            throw new ArgumentException($"The port's address is empty; give {Forms}.", nameof(address));
        if (trimmed.Contains("://", StringComparison.Ordinal))
            return ParseTcp(trimmed);
        if (!IsSerialName(trimmed))
            throw new ArgumentException($"'{trimmed}' is not the address of a port; give {Forms}.", nameof(address));
        return Serial(new SerialSettings(trimmed, baud, driver));
    }

    /// <summary>The serial port that <paramref name="settings"/> describe.</summary>
    /// <exception cref="ArgumentException">The speed is not supported.</exception>
    public static IBusPort Serial(SerialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!SerialSettings.SupportedBauds.Contains(settings.Baud))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{settings.Baud} baud is not supported; use one of {string.Join(", ", SerialSettings.SupportedBauds)}."),
                nameof(settings));
        }

        return settings.Driver == SerialDriver.Default && OperatingSystem.IsLinux()
            ? new NativeSerialPort(settings)
            : new SystemSerialPort(settings);
    }

    /// <summary>The address of a port that was made from one; null of any other.</summary>
    internal static string? AddressOf(IBusPort port) => port is TcpPort or NativeSerialPort or SystemSerialPort ? port.Name : null;

    private static TcpPort ParseTcp(string address)
    {
        var scheme = address[..address.IndexOf("://", StringComparison.Ordinal)];
        if (!scheme.Equals("tcp", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"'{scheme}://' is not supported; give {Forms}.", nameof(address));

        // What may stand before an @ could be a secret: such an address is not repeated.
        if (address.Contains('@', StringComparison.Ordinal))
            throw new ArgumentException("A tcp:// address takes no user or password; give tcp://host:port.", nameof(address));
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new ArgumentException($"'{address}' is not of the form tcp://host:port with a port from 1 to 65535.", nameof(address));
        if (uri.Port is < 1 or > 65_535)
            throw new ArgumentException($"'{address}' lacks a port from 1 to 65535; give tcp://host:port.", nameof(address));
        if (uri.PathAndQuery is not ("" or "/") || uri.Fragment.Length > 0)
            throw new ArgumentException($"'{address}' has something after the port; give tcp://host:port.", nameof(address));
        return new TcpPort(uri.DnsSafeHost, uri.Port);
    }

    private static bool IsSerialName(string name)
        => name.StartsWith('/')
            || Path.IsPathFullyQualified(name)
            || (name.Length > 3
                && name.StartsWith("COM", StringComparison.OrdinalIgnoreCase)
                && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0);
}
