using System.Net;
using Econet.Actors.Ports;

namespace Econet.Actors.NeaSmart;

/// <summary>Where the base finds its Modbus server.</summary>
public abstract record NeaSmartServer
{
    private NeaSmartServer()
    {
    }

    /// <summary>Modbus TCP, for any number of masters.</summary>
    /// <param name="Address">The address to listen on, such as <see cref="IPAddress.Any"/>.</param>
    /// <param name="Port">0 takes a free one; the status tells which, as <c>port</c> in section <c>server</c>.</param>
    public sealed record Tcp(IPAddress Address, int Port = Tcp.StandardPort) : NeaSmartServer
    {
        /// <summary>The port of Modbus TCP.</summary>
        public const int StandardPort = 502;
    }

    /// <summary>Modbus RTU on a line: a serial port (38,400 baud, 8N1), or a raw TCP stream to an adapter that has one.</summary>
    public sealed record Rtu(IBusPort Port) : NeaSmartServer
    {
        /// <summary>Bits per second on the SysBus.</summary>
        public const int Baud = 38_400;

        /// <summary>The line at an address such as <c>/dev/ttyUSB0</c> or <c>tcp://host:port</c>.</summary>
        /// <exception cref="ArgumentException">The address makes no sense; the message says what would.</exception>
        public static Rtu At(string address) => new(BusPorts.Parse(address, Baud));
    }
}
