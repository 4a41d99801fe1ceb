using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Somebody on the bus who sends noise, halves of frames and damaged ones, whoever speaks.</summary>
internal sealed class Disturber(Gm3Simulator bus, Random random)
{
    private IBusLine? _line;
    private bool _gone = true;

    public async Task Send()
    {
        if (_gone)
        {
            _gone = false;
            _line = await bus.Port.OpenAsync(new Deaf(this), CancellationToken.None);
        }

        _line!.Send(Noise());
    }

    private byte[] Noise()
    {
        var frame = Frame();
        switch (random.Next(3))
        {
            case 0:
                var noise = new byte[random.Next(1, 40)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return frame[..random.Next(1, frame.Length)];
            default:
                frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                return frame;
        }
    }

    private byte[] Frame() => (random.Next(4) switch
    {
        0 => Service.TokenGrant(131),
        1 => new Frame(131, BusAddress.Controller, Command.ModifyParamAnswer, new byte[] { 127 }),
        2 => new Frame(BusAddress.Controller, 131, Command.GetParams, new ParameterSelection(5, 61).ToArray()),
        _ => new Frame(BusAddress.Broadcast, BusAddress.Controller, Command.GetParamsAnswer, new byte[80]),
    }).ToArray();

    private sealed class Deaf(Disturber disturber) : IBusReceiver
    {
        public void Received(ReadOnlyMemory<byte> bytes)
        {
        }

        public void Gone(string reason) => disturber._gone = true;
    }
}
