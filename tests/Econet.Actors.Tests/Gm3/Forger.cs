using Econet.Actors.Gm3.Line;
using Econet.Actors.Ports;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

/// <summary>
/// Between a bus and a gateway: turns bits of some value answers and makes their checksums fit, as one damaged answer in 65,536 does by itself;
/// and damages others so that the noise can be known.
/// </summary>
internal sealed class Forger(IBusPort port, Random random) : IBusPort
{
    public string Name => port.Name;

    public bool IsOn { get; set; }

    public int Forged { get; private set; }

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation) =>
        port.OpenAsync(new Receiver(this, receiver), cancellation);

    /// <summary>A bit of a value, never one of the head.</summary>
    private byte[] Change(Frame frame)
    {
        if (!IsOn || frame is not { Command: Command.GetParamsAnswer, Source: BusAddress.Controller })
        {
            return frame.ToArray();
        }

        switch (random.Next(20))
        {
            case 0:
                Forged++;
                var data = frame.Data.ToArray();
                data[random.Next(4, data.Length)] ^= (byte)(1 << random.Next(8));
                return (frame with { Data = data }).ToArray();
            case 1:
                var damaged = frame.ToArray();
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                return damaged;
            default:
                return frame.ToArray();
        }
    }

    private sealed class Receiver(Forger forger, IBusReceiver receiver) : IBusReceiver
    {
        public bool MaySend => receiver.MaySend;

        private readonly FrameAssembler _assembler = new();

        public void Received(ReadOnlyMemory<byte> bytes)
        {
            _assembler.Append(bytes.Span);
            while (_assembler.TryNext(out var frame, out _))
            {
                if (frame is not null)
                {
                    receiver.Received(forger.Change(frame));
                }
            }
        }

        public void Gone(string reason) => receiver.Gone(reason);
    }
}
