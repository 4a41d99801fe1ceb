using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>One row of the device table: an address, and a temperature in °C (NaN where it has none).</summary>
public readonly record struct BusDevice(ushort Address, float Temperature);

/// <summary>The panel's broadcast of who is on the bus: <c>01 20 00 00</c>, then address(2) float temperature, repeated.</summary>
public static class DeviceTable
{
    private const int RowSize = 6;

    public static Frame Write(IReadOnlyList<BusDevice> devices)
    {
        var output = Service.Begin(ServiceFunction.DeviceTable);
        foreach (var device in devices)
        {
            output.WriteUInt16(device.Address);
            output.WriteSingle(device.Temperature);
        }

        return new Frame(BusAddress.Broadcast, BusAddress.Panel, Command.Service, output.WrittenMemory);
    }

    /// <summary>False when the frame is no device table. A row that is cut off at the end is left out.</summary>
    public static bool TryParse(Frame frame, out BusDevice[] devices)
    {
        devices = [];
        if (!Service.TryBody(frame, ServiceFunction.DeviceTable, out var body))
        {
            return false;
        }

        devices = new BusDevice[body.Length / RowSize];
        for (var i = 0; i < devices.Length; i++)
        {
            var row = body[(i * RowSize)..];
            devices[i] = new(BinaryPrimitives.ReadUInt16LittleEndian(row), BinaryPrimitives.ReadSingleLittleEndian(row[2..]));
        }

        return true;
    }
}
