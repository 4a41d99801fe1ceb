using System.Buffers.Binary;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>
/// Speaks as an ecoMAX 8xx or 9xx does, in frames of the EM protocol: 0x68, length of the whole frame (2, little endian), recipient, sender,
/// 0x30, version 5, type, data, XOR of all before, 0x16. Once a second all values, and a question to the module that would belong to it.
/// </summary>
internal sealed class EmController(EventLoop loop, SimulatedBus bus)
{
    private const byte ToAll = 0x00;
    private const byte ToModule = 0x56;
    private const byte Controller = 0x45;
    private const byte RegulatorData = 0x08;
    private const byte SensorData = 0x35;
    private const byte ProgramVersion = 0x40;
    private const int HeaderAndTrailer = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    private readonly Participant _participant = new(null, null);

    /// <summary>To be called when the fault begins.</summary>
    public void Begin(ActiveFault fault) => loop.After(Gap, () => Speak(fault));

    private void Speak(ActiveFault fault)
    {
        if (!fault.IsOn)
            return;

        bus.Put(_participant, Frame(ToAll, RegulatorData, Data(fault.Random, 110)));
        loop.After(Gap, () => bus.Put(_participant, Frame(ToAll, SensorData, Data(fault.Random, 230))));
        loop.After(Gap * 3, () => bus.Put(_participant, Frame(ToModule, ProgramVersion, [])));
        loop.After(Interval, () => Speak(fault));
    }

    private static byte[] Data(Random random, int length)
    {
        var data = new byte[length];
        random.NextBytes(data);
        return data;
    }

    private static byte[] Frame(byte recipient, byte type, byte[] data)
    {
        var frame = new byte[data.Length + HeaderAndTrailer];
        frame[0] = 0x68;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(1), (ushort)frame.Length);
        (frame[3], frame[4], frame[5], frame[6], frame[7]) = (recipient, Controller, 0x30, 0x05, type);
        data.CopyTo(frame, 8);
        frame[^2] = frame[..^2].Aggregate((byte)0, (sum, next) => (byte)(sum ^ next));
        frame[^1] = 0x16;
        return frame;
    }
}
