using System.Runtime.InteropServices;

namespace Econet.Gateway.Commands;

/// <summary>Ctrl-C and SIGTERM, for a command that serves without a host.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _signals;
    private readonly CancellationTokenRegistration _cancelled;

    public StopSignal(CancellationToken stop)
    {
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, caught =>
        {
            caught.Cancel = true;
            _stopped.TrySetResult();
        }))];
        _cancelled = stop.Register(() => _stopped.TrySetResult());
    }

    public Task Stopped => _stopped.Task;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _cancelled.Dispose();
    }
}
