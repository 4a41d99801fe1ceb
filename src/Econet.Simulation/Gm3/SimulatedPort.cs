using System.Text;
using Econet.Actors.Ports;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Gm3;

/// <summary>The bus as a port: each line opened is one more participant, which hears everybody but itself.</summary>
internal sealed class SimulatedPort(EventLoop loop, SimulatedBus bus, ActiveFaults faults) : IBusPort
{
    /// <summary>A line that has taken no byte for this long, with bytes waiting, is stuck.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RefusalDelay = TimeSpan.FromMilliseconds(5);

    private readonly List<Line> _lines = [];

    public string Name => "simulator";

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (loop.Locked(() => faults.On<RefusingAdapter>().FirstOrDefault()?.Fault) is RefusingAdapter refusing)
            return Task.FromResult<IBusLine>(Refuse(receiver, refusing.Text));

        var line = new Line(this, receiver);
        var isOpen = loop.Locked(() =>
        {
            if (faults.IsOn<Unplugged>())
                return false;

            bus.Attach(line.Participant);
            _lines.Add(line);
            return true;
        });
        return isOpen
            ? Task.FromResult<IBusLine>(line)
            : Task.FromException<IBusLine>(new BusPortException("The simulated bus is unplugged; call Replug to plug it in again."));
    }

    /// <summary>Ends all lines. Only from inside an action.</summary>
    public void EndLines(string reason)
    {
        foreach (var line in _lines.ToArray())
            End(line, reason);
    }

    /// <summary>A line that is never on the bus: it brings the text and is gone.</summary>
    private Line Refuse(IBusReceiver receiver, string text)
    {
        var line = new Line(this, receiver);
        loop.Post(() => loop.After(RefusalDelay, () => loop.Outside(() =>
        {
            line.Tell(Encoding.ASCII.GetBytes(text));
            line.TellGone("The simulated adapter closed the connection.");
        })));
        return line;
    }

    private void End(Line line, string reason)
    {
        line.Participant.IsUnplugged = true;
        bus.Detach(line.Participant);
        _lines.Remove(line);
        loop.Outside(() => line.TellGone(reason));
    }

    private void Send(Line line, byte[] bytes)
    {
        if (!_lines.Contains(line) || line.IsStuck || faults.IsOn<DeadPort>() || faults.IsOn<DeafBus>())
            return;

        if (!faults.IsOn<HungWrites>())
        {
            bus.Transmit(line.Participant, bytes);
            return;
        }

        line.IsStuck = true;
        loop.After(WriteTimeout, () =>
        {
            if (_lines.Contains(line))
                End(line, "it is stuck: it takes no more bytes");
        });
    }

    private sealed class Line : IBusLine
    {
        private readonly SimulatedPort _port;
        private readonly IBusReceiver _receiver;
        private readonly Lock _telling = new();
        private bool _isClosed;

        public Line(SimulatedPort port, IBusReceiver receiver)
        {
            (_port, _receiver) = (port, receiver);
            Participant = new Participant(Tell, null);
        }

        public Participant Participant { get; }

        /// <summary>Bytes wait that will never go out.</summary>
        public bool IsStuck { get; set; }

        public void Send(ReadOnlyMemory<byte> bytes)
        {
            var copy = bytes.ToArray();
            _port.Post(() => _port.Send(this, copy));
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

        public void Tell(ReadOnlyMemory<byte> bytes)
        {
            lock (_telling)
            {
                if (!_isClosed)
                    _receiver.Received(bytes);
            }
        }
    }

    private void Post(Action action) => loop.Post(action);

    private void Close(Line line)
    {
        _lines.Remove(line);
        bus.Detach(line.Participant);
    }
}
