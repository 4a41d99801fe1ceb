using System.ComponentModel;
using System.Runtime.Versioning;
using Econet.Actors.Ports;

namespace Econet.Simulation.Serving;

/// <summary>
/// Serves a bus as a serial port: a pseudo-terminal behind a symbolic link. Whoever opens the link is a participant for as long as it is
/// open; after it was closed, the link points to a fresh terminal, so that no exclusive lock or unread byte is left of the last one.
/// </summary>
/// <param name="bus">The bus to serve.</param>
/// <param name="link">Path of the symbolic link; one that exists is replaced, a file is not.</param>
[SupportedOSPlatform("linux")]
public sealed class PtyBusServer(IBusPort bus, string link) : IAsyncDisposable
{
    /// <summary>How soon an opened terminal is noticed, in milliseconds; it also bounds how long bytes to write may wait.</summary>
    private const int PollMilliseconds = 2;

    private readonly ManualResetEventSlim _stopping = new();
    private Thread? _serving;
    private PseudoTerminal? _terminal;

    /// <summary>Creates the terminal and the link.</summary>
    /// <exception cref="BusPortException">They can't be created; the message says why.</exception>
    public Task StartAsync()
    {
        try
        {
            _terminal = OpenTerminal();
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new BusPortException($"Can't serve the bus at {link}: {e.Message}", e);
        }

        _serving = new Thread(Serve) { IsBackground = true, Name = $"bus at {link}" };
        _serving.Start();
        return Task.CompletedTask;
    }

    /// <summary>Closes the terminal and removes the link.</summary>
    public ValueTask DisposeAsync()
    {
        _stopping.Set();
        if (_serving is not null)
        {
            _serving.Join();
            File.Delete(link);
        }

        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private PseudoTerminal OpenTerminal()
    {
        if (File.Exists(link) && new FileInfo(link).LinkTarget is null)
            throw new IOException("a file that is not a symbolic link is in the way");

        // Renamed over the old one, so that the link is there at any time.
        var fresh = $"{link}.{Environment.ProcessId}";
        var terminal = new PseudoTerminal();
        try
        {
            File.Delete(fresh);
            File.CreateSymbolicLink(fresh, terminal.SlavePath);
            File.Move(fresh, link, overwrite: true);
            return terminal;
        }
        catch
        {
            terminal.Dispose();
            File.Delete(fresh);
            throw;
        }
    }

    private void Serve()
    {
        while (!_stopping.IsSet)
        {
            if (!_terminal!.IsOpen(0, out var canRead) && !canRead)
            {
                _stopping.Wait(PollMilliseconds);
                continue;
            }

            ServeClient(_terminal);
            var closed = _terminal;
            _terminal = _stopping.IsSet ? null : OpenTerminal();
            closed.Dispose();
        }

        _terminal?.Dispose();
    }

    private void ServeClient(PseudoTerminal terminal)
    {
        var receiver = new QueueReceiver();
        IBusLine line;
        try
        {
            line = bus.OpenAsync(receiver, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (BusPortException)
        {
            // A fresh terminal hangs up on the client, as a pulled adapter does.
            return;
        }

        var buffer = new byte[1024];
        var isOpen = true;
        while (isOpen && !_stopping.IsSet && !receiver.Bytes.Completion.IsCompleted)
        {
            // What was written before the terminal was closed still comes.
            isOpen = terminal.IsOpen(PollMilliseconds, out var canRead) || canRead;
            if (canRead && terminal.Read(buffer) is > 0 and var count)
                line.Send(buffer.AsMemory(0, count));
            while (receiver.Bytes.TryRead(out var bytes))
                terminal.Write(bytes.Span);
        }

        line.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
