using System.IO.Ports;

namespace Econet.Actors.Ports;

/// <summary>A serial port by System.IO.Ports, for Windows and macOS.</summary>
internal sealed class SystemSerialPort(SerialSettings settings, TimeSpan writeTimeout) : IBusPort
{
    public SystemSerialPort(SerialSettings settings)
        : this(settings, LineLimits.WriteTimeout)
    {
    }

    public string Name => settings.Path;

    public async Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        var port = await BlockingOpen.RunAsync(Open, cancellation);
        return new StreamLine(port.BaseStream, Name, receiver, writeTimeout, () => CloseAsideAsync(port));
    }

    private SerialPort Open()
    {
        var port = new SerialPort(settings.Path, settings.Baud, Parity.None, 8, StopBits.One) { Handshake = Handshake.None };
        try
        {
            port.Open();
            port.DiscardInBuffer();
            return port;
        }
        catch (Exception refused)
        {
            port.Dispose();
            throw new BusPortException(Explain(refused), refused);
        }
    }

    private string Explain(Exception refused) => refused switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"{Name} does not exist; connected ports: {ConnectedPorts()}.",
        UnauthorizedAccessException when OperatingSystem.IsWindows() =>
            $"{Name} is in use by another process; stop that one or choose another port.",
        UnauthorizedAccessException =>
            $"{Name} is in use by another process, or this user may not open it: add the user to group dialout.",
        ArgumentException => $"{Name} is not a serial port; connected ports: {ConnectedPorts()}.",
        _ => $"{Name} can't be opened: {FailureReason.Of(refused)}",
    };

    private static string ConnectedPorts()
        => SerialPort.GetPortNames() is { Length: > 0 } names ? string.Join(", ", names.Order(StringComparer.Ordinal)) : "none found";

    // On a thread of its own, as it never returns once the device was unplugged.
    private static Task CloseAsideAsync(SerialPort port)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closing = new Thread(() =>
        {
            try
            {
                port.Dispose();
            }
            catch (IOException)
            {
                // The device is gone already.
            }

            closed.SetResult();
        });
        closing.IsBackground = true;
        closing.Start();
        return closed.Task;
    }
}
