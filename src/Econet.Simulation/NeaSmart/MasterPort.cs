using Econet.Actors.Ports;

namespace Econet.Simulation.NeaSmart;

/// <summary>The base's serial line as a port: each line opened hears the base, and the base hears each.</summary>
internal sealed class MasterPort(EventLoop loop) : IBusPort, IMasterMedium
{
    private readonly List<Line> _lines = [];
    private bool _isUnplugged;

    public string Name => "simulated NEA SMART base";

    public bool IsThere => _lines.Count > 0;

    public bool IsTcp => false;

    /// <summary>Takes what a line sends.</summary>
    public required Action<byte[]> Heard { get; init; }

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var line = new Line(this, receiver);
        var isOpen = loop.Locked(() =>
        {
            if (!_isUnplugged)
                _lines.Add(line);
            return !_isUnplugged;
        });
        return isOpen
            ? Task.FromResult<IBusLine>(line)
            : Task.FromException<IBusLine>(new BusPortException("The simulated line is unplugged; call Replug to plug it in again."));
    }

    public void Send(byte[] bytes)
    {
        foreach (var line in _lines)
            loop.Outside(() => line.Tell(receiver => receiver.Received(bytes)));
    }

    public void Abandon(TimeSpan absence)
    {
        // A cable stays where it is.
    }

    public void Unplug() => loop.Post(() =>
    {
        _isUnplugged = true;
        foreach (var line in _lines)
            loop.Outside(() => line.TellGone("The simulated line was unplugged."));
        _lines.Clear();
    });

    public void Replug() => loop.Post(() => _isUnplugged = false);

    private sealed class Line(MasterPort port, IBusReceiver receiver) : IBusLine
    {
        private readonly Lock _telling = new();
        private bool _isClosed;

        public void Send(ReadOnlyMemory<byte> bytes)
        {
            var copy = bytes.ToArray();
            port.Post(this, copy);
        }

        public void Tell(Action<IBusReceiver> what)
        {
            lock (_telling)
            {
                if (!_isClosed)
                    what(receiver);
            }
        }

        public void TellGone(string reason) => Tell(r =>
        {
            _isClosed = true;
            r.Gone(reason);
        });

        public ValueTask DisposeAsync()
        {
            // Taking the lock waits for a call to the receiver that is under way.
            lock (_telling)
                _isClosed = true;

            port.Close(this);
            return ValueTask.CompletedTask;
        }
    }

    private void Post(Line line, byte[] bytes) => loop.Post(() =>
    {
        if (_lines.Contains(line))
            Heard(bytes);
    });

    private void Close(Line line) => loop.Post(() => _lines.Remove(line));
}
