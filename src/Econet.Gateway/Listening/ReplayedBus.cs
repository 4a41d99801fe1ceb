using Econet.Actors.Ports;

namespace Econet.Gateway.Listening;

/// <summary>
/// A recording as a bus: whoever opens it hears it from the beginning, with its pauses. Nobody answers on it, and what is sent to it is counted
/// and dropped.
/// </summary>
/// <param name="pace">How many times faster than it was.</param>
/// <param name="isRepeated">It begins again at its end; else the line is then gone.</param>
internal sealed class ReplayedBus(Recording recording, string name, double pace, bool isRepeated, TimeProvider time) : IBusPort
{
    private long _dropped;

    public string Name => name;

    /// <summary>Bytes that were sent to it.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation) => Task.FromResult<IBusLine>(new Line(this, receiver));

    private async Task PlayAsync(IBusReceiver receiver, CancellationToken stop)
    {
        do
        {
            var begun = time.GetTimestamp();
            foreach (var piece in recording.Pieces)
            {
                var due = ((piece.At - recording.Pieces[0].At) / pace) - time.GetElapsedTime(begun);
                if (due > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(due, time, stop);
                }

                stop.ThrowIfCancellationRequested();
                receiver.Received(piece.Bytes.ToArray());
            }
        }
        while (isRepeated);
        receiver.Gone($"{name}: the recording has ended");
    }

    private sealed class Line : IBusLine
    {
        private readonly ReplayedBus _bus;
        private readonly CancellationTokenSource _closed = new();
        private readonly Task _playing;

        public Line(ReplayedBus bus, IBusReceiver receiver)
        {
            _bus = bus;
            _playing = Task.Run(() => bus.PlayAsync(receiver, _closed.Token));
        }

        public void Send(ReadOnlyMemory<byte> bytes) => Interlocked.Add(ref _bus._dropped, bytes.Length);

        public async ValueTask DisposeAsync()
        {
            await _closed.CancelAsync();
            await _playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _closed.Dispose();
        }
    }
}
