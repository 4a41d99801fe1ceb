using System.Collections.Concurrent;
using Econet.Actors.Gm3.Listening;
using Econet.Actors.Ports;

namespace Econet.Gateway.Listening;

/// <summary>Keeps the bytes of a port beside what is understood of them.</summary>
internal sealed class BusTap(BusMonitor monitor, TimeProvider time) : IBusReceiver
{
    private readonly ConcurrentQueue<BusPiece> _pieces = new();
    private long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    public void Received(ReadOnlyMemory<byte> bytes)
    {
        _pieces.Enqueue(new(time.GetUtcNow(), bytes));
        Interlocked.Add(ref _bytes, bytes.Length);
        monitor.Received(bytes);
    }

    public void Gone(string reason) => monitor.Gone(reason);

    /// <summary>What has come since this was last called.</summary>
    public IEnumerable<BusPiece> Take()
    {
        while (_pieces.TryDequeue(out var piece))
        {
            yield return piece;
        }
    }
}
