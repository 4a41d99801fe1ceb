using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Econet.Actors.Ports;

/// <summary>
/// An open serial port or connection on Linux: one thread waits in poll for the descriptor and for the wake-up of <see cref="Send"/> and closing.
/// A thread of its own, because what arrives late in <see cref="IBusReceiver"/> lets us speak into somebody's frame: the pool's threads may all
/// be busy, most of all while the host stops.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PolledLine : IBusLine
{
    private const short Incoming = Libc.POLLIN | Libc.POLLHUP | Libc.POLLERR | Libc.POLLNVAL;

    private readonly SafeHandle _descriptor;
    private readonly SafeFileHandle _wake;
    private readonly string _name;
    private readonly Action<bool> _close;
    private readonly ReceiverGate _receiver;
    private readonly TimeSpan _writeTimeout;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _sending = new();
    private readonly Queue<byte[]> _waiting = new();
    private int _waitingBytes;
    private int _headSent;
    private bool _overflowed;
    private bool _closing;

    // Of the thread alone: since when the descriptor has taken no byte although some wait.
    private long _stalledSince;

    private PolledLine(SafeHandle descriptor, Action<bool> close, SafeFileHandle wake, string name, IBusReceiver receiver, TimeSpan writeTimeout)
    {
        (_descriptor, _close, _wake, _name, _writeTimeout) = (descriptor, close, wake, name, writeTimeout);
        _receiver = new ReceiverGate(receiver);
        _thread = new Thread(Run) { IsBackground = true, Name = $"port {Path.GetFileName(name)}" };
    }

    /// <summary>Serves <paramref name="descriptor"/>, which must not block, and owns it from here on.</summary>
    /// <param name="close">Closes it; told whether bytes are left that won't leave any more.</param>
    public static PolledLine Start(SafeHandle descriptor, Action<bool> close, string name, IBusReceiver receiver, TimeSpan writeTimeout)
    {
        var wake = Libc.EventFd(0, Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (wake.IsInvalid)
        {
            var errno = Libc.Errno;
            close(true);
            throw new BusPortException($"{name} can't be served: {Libc.Describe(errno)}.");
        }

        var line = new PolledLine(descriptor, close, wake, name, receiver, writeTimeout);
        line._thread.Start();
        return line;
    }

    public void Send(ReadOnlyMemory<byte> bytes)
    {
        lock (_sending)
        {
            if (_closing || _overflowed || bytes.IsEmpty)
                return;
            if (_waitingBytes + bytes.Length > LineLimits.MaxWaiting)
            {
                _overflowed = true;
            }
            else
            {
                _waiting.Enqueue(bytes.ToArray());
                _waitingBytes += bytes.Length;
            }

            Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _receiver.Shut();
        lock (_sending)
        {
            if (!_closing)
            {
                _closing = true;
                Wake();
            }
        }

        await _ended.Task;
        _thread.Join();
    }

    private void Run()
    {
        var reason = Serve();
        bool unsent;
        lock (_sending)
        {
            _closing = true;
            unsent = _waiting.Count > 0;
        }

        // Those of a line that is gone or stuck never leave.
        _close(reason is not null || unsent);
        _wake.Dispose();

        // Told after the closing, so that the receiver can reopen at once.
        if (reason is not null)
            _receiver.Gone($"{_name}: {reason}");
        _ended.SetResult();
    }

    /// <returns>Why the line is gone, or null when it was disposed.</returns>
    private unsafe string? Serve()
    {
        var buffer = new byte[LineLimits.ReadSize];
        var files = stackalloc Libc.PollFd[2];
        var stalled = false;
        while (true)
        {
            files[0] = new() { File = (int)_descriptor.DangerousGetHandle(), Events = (short)(Libc.POLLIN | (stalled ? Libc.POLLOUT : 0)) };
            files[1] = new() { File = (int)_wake.DangerousGetHandle(), Events = Libc.POLLIN };
            if (Libc.Poll(files, 2, stalled ? MillisecondsLeft() : -1) < 0)
            {
                if (Libc.Errno == Libc.EINTR)
                    continue;
                return Libc.Describe(Libc.Errno);
            }

            if (files[1].Returned != 0)
                Rest();
            if ((files[0].Returned & Incoming) != 0 && Read(buffer, files[0].Returned) is { } unreadable)
                return unreadable;
            lock (_sending)
            {
                if (Write() is { } unwritable)
                    return unwritable;
                if (_closing)
                    return null;
                stalled = _waiting.Count > 0;
                if (_overflowed || (stalled && MillisecondsLeft() == 0))
                    return LineLimits.Stuck;
            }
        }
    }

    private unsafe string? Read(byte[] buffer, short returned)
    {
        nint count;
        fixed (byte* start = buffer)
            count = Libc.Read(_descriptor, start, (nuint)buffer.Length);
        if (count > 0)
        {
            _receiver.Received(buffer.AsSpan(0, (int)count).ToArray());
            return null;
        }

        if (count < 0 && Libc.Errno is Libc.EAGAIN or Libc.EINTR && (returned & ~Libc.POLLIN & Incoming) == 0)
            return null;
        return "it was unplugged or closed by its other end";
    }

    private unsafe string? Write()
    {
        while (_waiting.TryPeek(out var head))
        {
            if (!_receiver.MaySend)
            {
                _waiting.Clear();
                (_waitingBytes, _headSent, _stalledSince) = (0, 0, 0);
                return null;
            }

            nint count;
            fixed (byte* start = head)
                count = Libc.Write(_descriptor, start + _headSent, (nuint)(head.Length - _headSent));
            if (count < 0 && Libc.Errno == Libc.EINTR)
                continue;
            if (count < 0 && Libc.Errno != Libc.EAGAIN)
                return $"it can't be written to: {Libc.Describe(Libc.Errno)}";
            if (count <= 0)
            {
                if (_stalledSince == 0)
                    _stalledSince = Stopwatch.GetTimestamp();
                return null;
            }

            _stalledSince = 0;
            _headSent += (int)count;
            _waitingBytes -= (int)count;
            if (_headSent == head.Length)
            {
                _waiting.Dequeue();
                _headSent = 0;
            }
        }

        return null;
    }

    private int MillisecondsLeft()
        => (int)Math.Ceiling(Math.Max(0, (_writeTimeout - Stopwatch.GetElapsedTime(_stalledSince)).TotalMilliseconds));

    private unsafe void Wake()
    {
        var one = 1UL;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private unsafe void Rest()
    {
        ulong count;
        _ = Libc.Read(_wake, (byte*)&count, sizeof(ulong));
    }
}
