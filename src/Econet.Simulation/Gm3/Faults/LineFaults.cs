namespace Econet.Simulation.Gm3.Faults;

/// <summary>Faults between bus and port that make other bytes of those that are sent: another speed, swapped wires.</summary>
internal static class LineFaults
{
    /// <summary>What ports hear of a piece of what the bus sends.</summary>
    /// <param name="whole">The transmission.</param>
    /// <param name="start">Where in it the piece begins.</param>
    /// <param name="piece">The piece, after faults of bytes.</param>
    public static byte[] FromBus(ActiveFaults faults, int busBaud, byte[] whole, int start, byte[] piece) =>
        Resample(faults, port => (double)busBaud / port, busBaud, whole, start, piece);

    /// <summary>What the bus hears of a piece of what a port sends.</summary>
    /// <inheritdoc cref="FromBus"/>
    public static byte[] FromPort(ActiveFaults faults, int busBaud, byte[] whole, int start, byte[] piece) =>
        Resample(faults, port => (double)port / busBaud, busBaud, whole, start, piece);

    private static byte[] Resample(
        ActiveFaults faults, Func<int, double> ratio, int busBaud, byte[] whole, int start, byte[] piece)
    {
        var speed = faults.On<WrongBaud>().Select(active => ((WrongBaud)active.Fault).Baud).FirstOrDefault(busBaud);
        var isInverted = faults.IsOn<SwappedWires>();
        return speed == busBaud && !isInverted
            ? piece
            :
            [
                .. Waveform.Receive(whole, ratio(speed), isInverted)
                    .Where(byteHeard => byteHeard.Arrived > start && byteHeard.Arrived <= start + piece.Length)
                    .Select(byteHeard => byteHeard.Value),
            ];
    }
}
