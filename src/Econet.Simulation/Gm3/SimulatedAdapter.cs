using Econet.Actors.Ports;

namespace Econet.Simulation.Gm3;

/// <summary>An adapter on a line of the bus: see <see cref="AdapterOptions"/>.</summary>
internal sealed class SimulatedAdapter : IBusPort, IBusReceiver
{
    private readonly IBusPort _bus;
    private readonly AdapterOptions _options;
    private readonly Lock _lock = new();
    private readonly List<Client> _clients = [];
    private readonly List<byte> _waiting = [];
    private readonly Queue<byte> _backlog = [];
    private readonly ITimer _gap;
    private readonly DelayLine _in;
    private readonly DelayLine _out;
    private Task<IBusLine>? _line;

    public SimulatedAdapter(IBusPort bus, AdapterOptions options, TimeProvider time)
    {
        (_bus, _options) = (bus, options);
        _gap = time.CreateTimer(_ => FlushAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _in = new DelayLine(options.DelayIn, HandOn, time);
        _out = new DelayLine(options.DelayOut, SendNow, time);
    }

    public string Name => _bus.Name;

    public async Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        Task<IBusLine> opening;
        lock (_lock)
            opening = _line ??= _bus.OpenAsync(this, CancellationToken.None);
        try
        {
            await opening.WaitAsync(cancellation);
        }
        catch (BusPortException)
        {
            lock (_lock)
                _line = _line == opening ? null : _line;
            throw;
        }

        var client = new Client(this, receiver);
        lock (_lock)
        {
            _clients.Add(client);
            if (_backlog.Count > 0)
                client.Tell(_backlog.ToArray());
            _backlog.Clear();
        }

        return client;
    }

    /// <summary>Bytes of the bus.</summary>
    void IBusReceiver.Received(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (_options.Gap <= TimeSpan.Zero)
            {
                _in.Add(bytes.ToArray());
                return;
            }

            _waiting.AddRange(bytes.Span);
            while (_waiting.Count >= _options.BufferSize)
                Flush(_options.BufferSize);
            _gap.Change(_waiting.Count > 0 ? _options.Gap : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    void IBusReceiver.Gone(string reason)
    {
        Client[] gone;
        lock (_lock)
        {
            _line = null;
            gone = [.. _clients];
            _clients.Clear();
            _waiting.Clear();
            _gap.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        foreach (var client in gone)
            client.TellGone(reason);
    }

    private void FlushAll()
    {
        lock (_lock)
            Flush(_waiting.Count);
    }

    private void Flush(int count)
    {
        if (count == 0)
            return;

        _in.Add([.. _waiting.Take(count)]);
        _waiting.RemoveRange(0, count);
    }

    private void HandOn(byte[] bytes)
    {
        lock (_lock)
        {
            foreach (var client in _clients)
                client.Tell(bytes);
            if (_clients.Count > 0)
                return;

            foreach (var value in bytes)
                _backlog.Enqueue(value);
            while (_backlog.Count > _options.Backlog)
                _backlog.Dequeue();
        }
    }

    private void SendNow(byte[] bytes)
    {
        Task<IBusLine>? line;
        lock (_lock)
            line = _line;
        if (line is { IsCompletedSuccessfully: true })
            line.Result.Send(bytes);
    }

    /// <summary>With nobody left the serial side rests, unless it is to be listened to for the next one.</summary>
    private async ValueTask CloseAsync(Client client)
    {
        Task<IBusLine>? unused = null;
        lock (_lock)
        {
            _clients.Remove(client);
            if (_clients.Count == 0 && _options.Backlog == 0)
                (unused, _line) = (_line, null);
        }

        if (unused is { IsCompletedSuccessfully: true })
            await unused.Result.DisposeAsync();
    }

    /// <summary>Hands bytes on after a delay, in their order.</summary>
    private sealed class DelayLine
    {
        private readonly TimeSpan _delay;
        private readonly Action<byte[]> _arrived;
        private readonly TimeProvider _time;
        private readonly Lock _lock = new();
        private readonly Queue<(long Due, byte[] Bytes)> _under = [];
        private readonly ITimer _timer;

        public DelayLine(TimeSpan delay, Action<byte[]> arrived, TimeProvider time)
        {
            (_delay, _arrived, _time) = (delay, arrived, time);
            _timer = time.CreateTimer(_ => Arrive(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Add(byte[] bytes)
        {
            if (_delay <= TimeSpan.Zero)
            {
                _arrived(bytes);
                return;
            }

            lock (_lock)
            {
                _under.Enqueue((_time.GetTimestamp() + (long)(_delay.TotalSeconds * _time.TimestampFrequency), bytes));
                if (_under.Count == 1)
                    _timer.Change(_delay, Timeout.InfiniteTimeSpan);
            }
        }

        private void Arrive()
        {
            while (Next() is { } bytes)
                _arrived(bytes);
        }

        private byte[]? Next()
        {
            lock (_lock)
            {
                if (!_under.TryPeek(out var first))
                    return null;

                var wait = _time.GetElapsedTime(_time.GetTimestamp(), first.Due);
                if (wait <= TimeSpan.Zero)
                    return _under.Dequeue().Bytes;

                _timer.Change(wait, Timeout.InfiniteTimeSpan);
                return null;
            }
        }
    }

    private sealed class Client(SimulatedAdapter adapter, IBusReceiver receiver) : IBusLine
    {
        private readonly Lock _telling = new();
        private bool _isClosed;

        public void Send(ReadOnlyMemory<byte> bytes)
        {
            if (!_isClosed)
                adapter._out.Add(bytes.ToArray());
        }

        public void Tell(byte[] bytes)
        {
            lock (_telling)
            {
                if (!_isClosed)
                    receiver.Received(bytes);
            }
        }

        public void TellGone(string reason)
        {
            lock (_telling)
            {
                if (_isClosed)
                    return;

                _isClosed = true;
                receiver.Gone(reason);
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (_telling)
                _isClosed = true;
            return adapter.CloseAsync(this);
        }
    }
}
