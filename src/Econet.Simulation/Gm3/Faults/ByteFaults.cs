namespace Econet.Simulation.Gm3.Faults;

/// <summary>Faults that strike bytes on the wire.</summary>
internal static class ByteFaults
{
    private const int BitsPerByte = 8;

    public static void Apply(ActiveFaults faults, Span<byte> bytes)
    {
        foreach (var active in faults.On<BitErrors>())
        {
            var rate = ((BitErrors)active.Fault).Rate;
            for (var i = 0; i < bytes.Length; i++)
            {
                var turned = 0;
                for (var bit = 0; bit < BitsPerByte; bit++)
                    turned |= active.Random.NextDouble() < rate ? 1 << bit : 0;
                if (turned != 0 && active.Strikes(null))
                    bytes[i] ^= (byte)turned;
            }
        }
    }
}
