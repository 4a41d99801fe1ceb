using System.Buffers;
using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>What a SERVICE frame is for: the first two bytes of its data, little endian.</summary>
public enum ServiceFunction : ushort
{
    /// <summary>Panel → all: date and time.</summary>
    Clock = 0x0023,

    /// <summary>Gateway → panel: one entry of the alarm log.</summary>
    AlarmLog = 0x0200,

    /// <summary>Device → panel: the token goes back.</summary>
    TokenReturn = 0x0800,

    /// <summary>Panel → device: the token is granted.</summary>
    TokenGrant = 0x0801,

    /// <summary>Panel → all: who is on the bus.</summary>
    DeviceTable = 0x2001,

    /// <summary>Panel → all: a thermostat can be paired now.</summary>
    PairingBeacon = 0x2004,

    /// <summary>Panel → device: a thermostat's final address.</summary>
    AddressAssignment = 0x2005,
}

public static class Service
{
    /// <summary>The function, when <paramref name="frame"/> is a SERVICE frame that names one.</summary>
    public static bool TryFunction(Frame frame, out ServiceFunction function)
    {
        function = default;
        if (frame.Command != Command.Service || frame.Data.Length < 2)
        {
            return false;
        }

        function = (ServiceFunction)BinaryPrimitives.ReadUInt16LittleEndian(frame.Data.Span);
        return true;
    }

    public static bool IsTokenGrant(Frame frame) => TryFunction(frame, out var function) && function == ServiceFunction.TokenGrant;

    public static bool IsTokenReturn(Frame frame) => TryFunction(frame, out var function) && function == ServiceFunction.TokenReturn;

    public static Frame TokenGrant(ushort device) => Plain(device, BusAddress.Panel, ServiceFunction.TokenGrant);

    public static Frame TokenReturn(ushort device) => Plain(BusAddress.Panel, device, ServiceFunction.TokenReturn);

    public static Frame PairingBeacon() => Plain(BusAddress.Broadcast, BusAddress.Panel, ServiceFunction.PairingBeacon);

    /// <summary>Function, two zero bytes, and what follows.</summary>
    internal static ArrayBufferWriter<byte> Begin(ServiceFunction function)
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteUInt16((ushort)function);
        output.WriteUInt16(0);
        return output;
    }

    /// <summary>What follows the function and its two zero bytes, when the frame is of that function.</summary>
    internal static bool TryBody(Frame frame, ServiceFunction function, out ReadOnlySpan<byte> body)
    {
        var fits = TryFunction(frame, out var actual) && actual == function && frame.Data.Length >= 4;
        body = fits ? frame.Data.Span[4..] : default;
        return fits;
    }

    private static Frame Plain(ushort destination, ushort source, ServiceFunction function) =>
        new(destination, source, Command.Service, Begin(function).WrittenMemory);
}
