using Econet.Actors.Ports;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Listening;

/// <summary>A bus of one speed, and a port that hears it at any; whatever is sent to it is noted.</summary>
/// <param name="heardAt">What the port brings a tenth of a second at this speed; empty for nothing.</param>
internal sealed class SpeedPorts(Func<int, byte[]> heardAt)
{
    private IBusReceiver? _receiver;
    private int _baud;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 22, 20, 55, 0, TimeSpan.Zero));

    public List<int> Opened { get; } = [];

    public int BytesSent { get; private set; }

    /// <summary>The line is gone after so many waits; null for never.</summary>
    public int? GoneAfter { get; set; }

    public IBusPort At(int baud) => new Port(this, baud);

    /// <summary>Time passes, and the bus goes on.</summary>
    public Task WaitAsync(TimeSpan span, CancellationToken stop)
    {
        Time.Advance(span);
        if (GoneAfter-- == 0)
        {
            _receiver!.Gone("unplugged");
        }
        else if (heardAt(_baud) is { Length: > 0 } bytes)
        {
            _receiver!.Received(bytes);
        }

        return Task.CompletedTask;
    }

    private sealed class Port(SpeedPorts bus, int baud) : IBusPort
    {
        public string Name => "/dev/ttyUSB0";

        public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
        {
            (bus._receiver, bus._baud) = (receiver, baud);
            bus.Opened.Add(baud);
            return Task.FromResult<IBusLine>(new Line(bus));
        }
    }

    private sealed class Line(SpeedPorts bus) : IBusLine
    {
        public void Send(ReadOnlyMemory<byte> bytes) => bus.BytesSent += bytes.Length;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
