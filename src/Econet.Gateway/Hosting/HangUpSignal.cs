using System.Runtime.InteropServices;

namespace Econet.Gateway.Hosting;

/// <summary>
/// SIGHUP, which ends a process that does not listen for it. One that comes while nobody follows it, as during the start, is kept for
/// whoever does next.
/// </summary>
internal sealed class HangUpSignal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration? _signal;
    private Action? _follower;
    private bool _isKept;

    public HangUpSignal() => _signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, caught =>
    {
        caught.Cancel = true;
        Hear();
    });

    /// <summary>The signal has come.</summary>
    public void Hear()
    {
        Action? act;
        lock (_gate)
        {
            act = _follower;
            _isKept = act is null;
        }

        act?.Invoke();
    }

    /// <summary>Calls <paramref name="act"/> for each signal, and at once for one that was kept, until what is returned is disposed.</summary>
    public IDisposable Follow(Action act)
    {
        bool isKept;
        lock (_gate)
        {
            _follower = act;
            (isKept, _isKept) = (_isKept, false);
        }

        if (isKept)
        {
            act();
        }

        return new Following(this);
    }

    public void Dispose() => _signal?.Dispose();

    private sealed class Following(HangUpSignal signal) : IDisposable
    {
        public void Dispose()
        {
            lock (signal._gate)
            {
                signal._follower = null;
            }
        }
    }
}
