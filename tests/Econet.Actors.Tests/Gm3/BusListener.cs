using System.Buffers;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

/// <summary>One more on the bus, who hears all others and says what a test wants it to.</summary>
internal sealed class BusListener(VirtualTime time) : IBusReceiver, IDisposable
{
    private readonly List<(Frame Frame, long At)> _arrivals = [];
    private readonly object _gate = new();
    private IBusLine? _line;
    private byte[] _rest = [];

    /// <summary>Whole frames, and the timestamps at which their last bytes came.</summary>
    public IReadOnlyList<(Frame Frame, long At)> Arrivals
    {
        get
        {
            lock (_gate)
            {
                return [.. _arrivals];
            }
        }
    }

    public IReadOnlyList<Frame> Frames => [.. Arrivals.Select(arrival => arrival.Frame)];

    public static async Task<BusListener> AttachAsync(House house)
    {
        var listener = new BusListener(house.Time);
        listener._line = await house.Bus.Port.OpenAsync(listener, CancellationToken.None);
        return listener;
    }

    public void Send(Frame frame) => _line!.Send(frame.ToArray());

    public void Received(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            var all = new ReadOnlySequence<byte>([.. _rest, .. bytes.Span]);
            for (FrameReadStatus status; (status = FrameReader.Read(ref all, out var frame, out _)) != FrameReadStatus.NeedMore;)
            {
                if (status == FrameReadStatus.Frame)
                {
                    _arrivals.Add((frame!, time.GetTimestamp()));
                }
            }

            _rest = all.ToArray();
        }
    }

    public void Gone(string reason)
    {
    }

    public void Dispose() => _line?.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
