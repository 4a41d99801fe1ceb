using Econet.Actors.Ports;

namespace Econet.Simulation.NeaSmart;

/// <summary>
/// The base's own connection to a gateway: Modbus TCP, or RTU over whatever <paramref name="gateway"/> is. Opened again whenever it is lost.
/// </summary>
internal sealed class MasterConnection(EventLoop loop, IBusPort gateway, bool isTcp) : IMasterMedium, IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IBusLine> _abandoned = [];
    private IBusLine? _line;
    private Receiver? _receiver;

    public bool IsThere => _line is not null;

    public bool IsTcp => isTcp;

    /// <summary>Takes what the gateway sends.</summary>
    public required Action<byte[]> Heard { get; init; }


    /// <summary>From inside an action.</summary>
    public void Open() => loop.Outside(() => _ = OpenAsync());

    public void Send(byte[] bytes)
    {
        if (_line is { } line)
            loop.Outside(() => line.Send(bytes));
    }

    public void Abandon(TimeSpan absence)
    {
        if (_line is { } line)
        {
            _abandoned.Add(line);
            (_line, _receiver) = (null, null);
            loop.After(absence, Open);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        var lines = loop.Locked(() =>
        {
            IBusLine[] all = _line is { } line ? [.. _abandoned, line] : [.. _abandoned];
            (_line, _receiver) = (null, null);
            _abandoned.Clear();
            return all;
        });
        foreach (var line in lines)
            await line.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task OpenAsync()
    {
        var receiver = new Receiver(this);
        try
        {
            var line = await gateway.OpenAsync(receiver, _stopping.Token).ConfigureAwait(false);
            loop.Post(() => Opened(line, receiver));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (BusPortException)
        {
            loop.Post(() => loop.After(RetryAfter, Open));
        }
    }

    private void Opened(IBusLine line, Receiver receiver)
    {
        if (receiver.IsGone || _stopping.IsCancellationRequested)
        {
            loop.Outside(() => _ = line.DisposeAsync().AsTask());
            if (!_stopping.IsCancellationRequested)
                loop.After(RetryAfter, Open);
            return;
        }

        (_line, _receiver) = (line, receiver);
    }

    private void Take(Receiver from, byte[] bytes)
    {
        if (from == _receiver)
            Heard(bytes);
    }

    private void Lose(Receiver from)
    {
        if (from != _receiver)
            return;

        var line = _line!;
        (_line, _receiver) = (null, null);
        loop.Outside(() => _ = line.DisposeAsync().AsTask());
        loop.After(RetryAfter, Open);
    }

    private sealed class Receiver(MasterConnection connection) : IBusReceiver
    {
        /// <summary>Before the line was known to be open.</summary>
        public bool IsGone { get; private set; }

        public void Received(ReadOnlyMemory<byte> bytes)
        {
            var copy = bytes.ToArray();
            connection.Post(() => connection.Take(this, copy));
        }

        public void Gone(string reason) => connection.Post(() =>
        {
            IsGone = true;
            connection.Lose(this);
        });
    }

    private void Post(Action action) => loop.Post(action);
}
