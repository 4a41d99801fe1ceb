namespace Econet.Actors.Ports;

/// <summary>
/// A place where a bus can be reached: a serial device, a TCP adapter, a simulator. Opening it gives a line; when that line is gone,
/// opening again gives another.
/// </summary>
public interface IBusPort
{
    /// <summary>What a log calls it: <c>/dev/ttyUSB0</c>, <c>tcp://10.0.0.5:4001</c>. Never holds a secret.</summary>
    string Name { get; }

    /// <summary>Opens the line. <paramref name="receiver"/> is notified of everything that happens on it from then on.</summary>
    /// <exception cref="BusPortException">It can't be opened; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled; nothing is left open.</exception>
    Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation);
}

/// <summary>An open line. Disposing it closes it, joins what served it, and tells the receiver nothing more.</summary>
public interface IBusLine : IAsyncDisposable
{
    /// <summary>
    /// Hands bytes to the line, which keeps their order, and returns at once. A line that can't take them tells its receiver that it
    /// is gone. Bytes sent to a line that is gone are dropped.
    /// </summary>
    void Send(ReadOnlyMemory<byte> bytes);
}

/// <summary>The one that hears a line. Calls come one at a time, from any thread, and must return at once.</summary>
public interface IBusReceiver
{
    /// <summary>Bytes arrived; the memory is the receiver's to keep.</summary>
    void Received(ReadOnlyMemory<byte> bytes);

    /// <summary>The line is gone (unplugged, closed by the peer, stuck), for this reason; told once, and nothing after it.</summary>
    void Gone(string reason);

    /// <summary>
    /// Whether bytes may leave: a line asks right before it writes, and drops what may not. Unlike the other calls it comes at any time.
    /// A receiver that stands before another one hands the question on.
    /// </summary>
    bool MaySend => true;
}

/// <summary>A port can't be opened; the message is for the owner of the gateway.</summary>
public sealed class BusPortException : Exception
{
    public BusPortException()
    {
    }

    public BusPortException(string message)
        : base(message)
    {
    }

    public BusPortException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
