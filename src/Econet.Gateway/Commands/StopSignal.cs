using System.Runtime.InteropServices;

namespace Econet.Gateway.Commands;

/// <summary>Ctrl-C and SIGTERM, where no host listens for them: for a command without one, and while it starts.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _signals;
    private readonly CancellationTokenRegistration _cancelled;

    public StopSignal(CancellationToken stop)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _cancelled = _source.Token.Register(() => _stopped.TrySetResult());
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, caught =>
        {
            caught.Cancel = true;
            _source.Cancel();
        }))];
    }

    public CancellationToken Token => _source.Token;

    public Task Stopped => _stopped.Task;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _cancelled.Dispose();
        _source.Dispose();
    }
}
