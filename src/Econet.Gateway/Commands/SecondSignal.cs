using System.Runtime.InteropServices;

namespace Econet.Gateway.Commands;

/// <summary>Ctrl-C or SIGTERM a second time, from somebody who does not want to wait. The first is the host's to hear.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;
    private int _count;

    /// <param name="act">What to do then, once.</param>
    public SecondSignal(Action act) =>
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, caught =>
        {
            caught.Cancel = true;
            if (Interlocked.Increment(ref _count) == 2)
            {
                act();
            }
        }))];

    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());
}
