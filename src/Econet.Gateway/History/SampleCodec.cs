namespace Econet.Gateway.History;

/// <summary>
/// Samples of one window as bytes: times as milliseconds after the one before, numbers as steps of a decimal digit after the one before. What a device
/// measures moves by little, so that most samples take 3 or 4 bytes.
/// </summary>
internal static class SampleCodec
{
    private const byte Version = 1;

    /// <param name="start">Where the window begins; no sample is before it.</param>
    /// <param name="digits">Digits after the decimal point that are kept.</param>
    public static byte[] Write(long start, int digits, IReadOnlyList<Sample> samples)
    {
        var to = new BlockWriter();
        to.Byte(Version);
        to.Byte((byte)digits);
        to.Unsigned((ulong)samples.Count);
        var (at, number) = (start, 0L);
        foreach (var sample in samples)
        {
            to.Unsigned((ulong)(sample.At - at));
            at = sample.At;
            number = to.Number(sample.Value, digits, number);
        }

        return to.ToBlock();
    }

    /// <exception cref="InvalidDataException">These are no samples.</exception>
    public static IReadOnlyList<Sample> Read(long start, byte[] block)
    {
        var from = new BlockReader(block);
        from.Expect(Version);
        var digits = from.Byte();
        var samples = new Sample[from.Count()];
        var (at, number) = (start, 0L);
        for (var i = 0; i < samples.Length; i++)
        {
            at += (long)from.Unsigned();
            samples[i] = new Sample(at, from.Number(digits, ref number));
        }

        return samples;
    }
}
