using System.Collections.Concurrent;
using System.Collections.Immutable;
using Econet.Actors.Ports;

namespace Econet.Gateway.Listening;

/// <summary>Shows the traffic on the buses of running devices, in both directions. Costs nothing while nobody watches.</summary>
internal sealed class BusTaps
{
    private readonly ConcurrentDictionary<string, ImmutableArray<IBusReceiver>> _listeners = new();

    /// <summary>The port of a device, as the device is to have it.</summary>
    public IBusPort Wrap(string device, IBusPort port) => new Port(this, device, port);

    /// <summary>From now on <paramref name="receiver"/> is given the bytes of a device's bus, until what is returned is disposed.</summary>
    /// <param name="receiver">Must not wait.</param>
    public IDisposable Listen(string device, IBusReceiver receiver)
    {
        _listeners.AddOrUpdate(device, [receiver], (_, others) => others.Add(receiver));
        return new Listener(() => _listeners.AddOrUpdate(device, [], (_, all) => all.Remove(receiver)));
    }

    private void Pass(string device, ReadOnlyMemory<byte> bytes)
    {
        if (_listeners.TryGetValue(device, out var listeners))
        {
            foreach (var listener in listeners)
            {
                listener.Received(bytes);
            }
        }
    }

    private sealed class Port(BusTaps taps, string device, IBusPort inner) : IBusPort
    {
        public string Name => inner.Name;

        public async Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation) =>
            new Line(taps, device, await inner.OpenAsync(new Receiver(taps, device, receiver), cancellation));
    }

    private sealed class Receiver(BusTaps taps, string device, IBusReceiver inner) : IBusReceiver
    {
        public bool MaySend => inner.MaySend;

        public void Received(ReadOnlyMemory<byte> bytes)
        {
            // Whoever the bus is for comes first.
            inner.Received(bytes);
            taps.Pass(device, bytes);
        }

        public void Gone(string reason) => inner.Gone(reason);
    }

    private sealed class Line(BusTaps taps, string device, IBusLine inner) : IBusLine
    {
        public void Send(ReadOnlyMemory<byte> bytes)
        {
            inner.Send(bytes);
            taps.Pass(device, bytes);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Listener(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
