using System.Threading.Channels;
using Econet.Actors.Ports;

namespace Econet.Simulation.Serving;

/// <summary>Keeps what a line hears until the other side takes it; of a side that does not, the oldest bytes are dropped.</summary>
internal sealed class QueueReceiver : IBusReceiver
{
    private const int Capacity = 1024;

    private readonly Channel<ReadOnlyMemory<byte>> _heard = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Ends when the line is gone.</summary>
    public ChannelReader<ReadOnlyMemory<byte>> Bytes => _heard.Reader;

    public void Received(ReadOnlyMemory<byte> bytes) => _heard.Writer.TryWrite(bytes);

    public void Gone(string reason) => _heard.Writer.TryComplete();
}
