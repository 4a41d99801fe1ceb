using System.Buffers.Binary;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>Sends noise and forged frames, whoever speaks, while its fault is on.</summary>
internal sealed class NoiseSource(EventLoop loop, SimulatedBus bus)
{
    private const byte FrameBegin = 0x68;

    private readonly Participant _participant = new(null, null) { IsNoise = true };

    /// <summary>To be called when the fault begins.</summary>
    public void Begin(ActiveFault fault) => loop.After(Pause(fault), () => Burst(fault));

    private void Burst(ActiveFault fault)
    {
        if (!fault.IsOn)
            return;

        if (fault.Strikes(null))
        {
            if (fault.Fault is Noise noise)
                bus.Put(_participant, Bytes(fault.Random, noise.MaxBytes));
            else
                Forge(fault.Random, ((ForgedFrames)fault.Fault).MaxFrames);
        }

        Begin(fault);
    }

    private void Forge(Random random, int most)
    {
        var lately = bus.Lately.ToArray();
        for (var left = lately.Length == 0 ? 0 : random.Next(1, most + 1); left > 0; left--)
            bus.Put(_participant, FrameMutation.Of(lately[random.Next(lately.Length)], random));
    }

    private static TimeSpan Pause(ActiveFault fault)
    {
        var mean = fault.Fault is Noise noise ? noise.MeanPause : ((ForgedFrames)fault.Fault).MeanPause;
        return mean * -Math.Log(1 - fault.Random.NextDouble());
    }

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(1, most + 1)];
        random.NextBytes(bytes);
        switch (random.Next(4))
        {
            case 0:
                // Beginnings of frames, each with a length that a frame may have.
                for (var at = 0; at + 3 <= bytes.Length; at += random.Next(3, 12))
                {
                    bytes[at] = FrameBegin;
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 1), (ushort)random.Next(5, Frame.MaxSize - 6));
                }

                return bytes;
            case 1:
                var cut = SomeFrame(random).ToArray();
                return cut[..Math.Min(most, random.Next(1, cut.Length))];
            case 2:
                var damaged = SomeFrame(random).ToArray();
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                return damaged[..Math.Min(most, damaged.Length)];
            default:
                return bytes;
        }
    }

    private static Frame SomeFrame(Random random) => random.Next(4) switch
    {
        0 => Service.TokenGrant((ushort)random.Next(BusAddress.FirstPeripheral, BusAddress.LastPeripheral + 1)),
        1 => new Frame(BusAddress.Broadcast, BusAddress.Controller, Command.GetParamsAnswer, new byte[random.Next(200)]),
        2 => new Frame(BusAddress.Controller, BusAddress.Broadcast, Command.GetParams, new ParameterSelection(100, 0).ToArray()),
        _ => new Frame(BusAddress.EconetModule, BusAddress.Controller, Command.ModifyParamAnswer, new byte[] { Modify.Accepted }),
    };
}
