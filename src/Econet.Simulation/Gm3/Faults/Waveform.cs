namespace Econet.Simulation.Gm3.Faults;

/// <summary>
/// What a UART makes of bytes sent at another speed, or over swapped wires. The wire carries a start bit (0), eight data bits from the lowest,
/// and a stop bit (1) for each byte, and is 1 at rest; the receiver waits for the wire to fall and samples the middles of its own bits. A byte
/// whose stop bit is wrong is told anyway, as drivers do unless they are asked to check.
/// </summary>
internal static class Waveform
{
    private const int BitsPerByte = 10;
    private const double StopBit = 9.5;

    /// <param name="sent">Sent without a pause, with the wire at rest before and behind them.</param>
    /// <param name="bitLength">The length of the receiver's bits in those of the sender: 3 for one at 38,400 that hears 115,200 baud.</param>
    /// <param name="isInverted">The wire is the other way round, at rest too.</param>
    /// <returns>The bytes received, each with its end in bytes of the sender from the beginning; the last one may end a little behind it.</returns>
    public static IEnumerable<(double Arrived, byte Value)> Receive(byte[] sent, double bitLength, bool isInverted)
    {
        var end = sent.Length * BitsPerByte;
        for (var at = 0; at <= end; at++)
        {
            if (!Level(at - 1) || Level(at) || Level(at + (bitLength / 2)))
                continue;

            var value = 0;
            for (var bit = 0; bit < 8; bit++)
                value |= Level(at + (bitLength * (1.5 + bit))) ? 1 << bit : 0;

            var done = at + (bitLength * StopBit);
            yield return (Math.Min(done, end) / BitsPerByte, (byte)value);

            // The next start is where the wire falls behind the middle of the stop bit, wherever it stands there.
            at = (int)done;
        }

        bool Level(double at) => isInverted != (at < 0 || at >= end || Bit((int)at));

        bool Bit(int at) => (at % BitsPerByte) switch
        {
            0 => false,
            BitsPerByte - 1 => true,
            var data => (sent[at / BitsPerByte] >> (data - 1) & 1) != 0,
        };
    }
}
