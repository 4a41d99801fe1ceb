using Econet.Actors.Ports;

namespace Econet.Simulation.Gm3;

/// <summary>The bus as a port: each line opened is one more participant, which hears everybody but itself.</summary>
internal sealed class SimulatedPort(EventLoop loop, SimulatedBus bus) : IBusPort
{
    private readonly List<Line> _lines = [];
    private bool _isUnplugged;

    public string Name => "simulator";

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var line = new Line(this, receiver);
        var isOpen = loop.Locked(() =>
        {
            if (_isUnplugged)
                return false;

            bus.Attach(line.Participant);
            _lines.Add(line);
            return true;
        });
        return isOpen
            ? Task.FromResult<IBusLine>(line)
            : Task.FromException<IBusLine>(new BusPortException("The simulated bus is unplugged; call Replug to plug it in again."));
    }

    public void Unplug() => loop.Post(() =>
    {
        _isUnplugged = true;
        foreach (var line in _lines)
        {
            line.Participant.IsUnplugged = true;
            bus.Detach(line.Participant);
            loop.Outside(() => line.TellGone("The simulated bus was unplugged."));
        }

        _lines.Clear();
    });

    public void Replug() => loop.Post(() => _isUnplugged = false);

    private sealed class Line : IBusLine
    {
        private readonly SimulatedPort _port;
        private readonly IBusReceiver _receiver;
        private readonly Lock _telling = new();
        private bool _isClosed;

        public Line(SimulatedPort port, IBusReceiver receiver)
        {
            (_port, _receiver) = (port, receiver);
            Participant = new Participant(Hear, null);
        }

        public Participant Participant { get; }

        public void Send(ReadOnlyMemory<byte> bytes)
        {
            var copy = bytes.ToArray();
            _port.Post(() =>
            {
                if (_port._lines.Contains(this))
                    _port.Transmit(Participant, copy);
            });
        }

        public void TellGone(string reason)
        {
            lock (_telling)
            {
                if (_isClosed)
                    return;

                _isClosed = true;
                _receiver.Gone(reason);
            }
        }

        /// <summary>What was sent before goes out still, as a serial port drains when it is closed.</summary>
        public ValueTask DisposeAsync()
        {
            // Taking the lock waits for a call to the receiver that is under way.
            lock (_telling)
                _isClosed = true;

            _port.Post(() => _port.Close(this));
            return ValueTask.CompletedTask;
        }

        private void Hear(ReadOnlyMemory<byte> bytes)
        {
            lock (_telling)
            {
                if (!_isClosed)
                    _receiver.Received(bytes);
            }
        }
    }

    private void Post(Action action) => loop.Post(action);

    private void Transmit(Participant sender, byte[] bytes) => bus.Transmit(sender, bytes);

    private void Close(Line line)
    {
        _lines.Remove(line);
        bus.Detach(line.Participant);
    }
}
