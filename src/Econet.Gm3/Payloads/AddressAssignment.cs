using System.Buffers.Binary;

namespace Econet.Gm3.Payloads;

/// <summary>The panel gives a paired thermostat its final address: <c>05 20 00 00</c> address(2) ….</summary>
public static class AddressAssignment
{
    public static Frame Write(ushort destination, ushort assigned)
    {
        var output = Service.Begin(ServiceFunction.AddressAssignment);
        output.WriteUInt16(assigned);
        return new Frame(destination, BusAddress.Panel, Command.Service, output.WrittenMemory);
    }

    public static bool TryParse(Frame frame, out ushort assigned)
    {
        assigned = 0;
        if (!Service.TryBody(frame, ServiceFunction.AddressAssignment, out var body) || body.Length < 2)
        {
            return false;
        }

        assigned = BinaryPrimitives.ReadUInt16LittleEndian(body);
        return true;
    }
}
