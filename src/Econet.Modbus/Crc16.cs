namespace Econet.Modbus;

/// <summary>
/// CRC-16/MODBUS: polynomial 0x8005 reflected (0xA001), initial value 0xFFFF, sent low byte first. Sent that way, the CRC over
/// a whole frame, its own two bytes included, is 0.
/// </summary>
public static class Crc16
{
    internal const ushort Initial = 0xFFFF;

    private static readonly ushort[] Table = BuildTable();

    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = Initial;
        foreach (var b in bytes)
        {
            crc = Append(crc, b);
        }

        return crc;
    }

    internal static ushort Append(ushort crc, byte b) => (ushort)((crc >> 8) ^ Table[(byte)(crc ^ b)]);

    private static ushort[] BuildTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = (ushort)i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1);
            }

            table[i] = crc;
        }

        return table;
    }
}
