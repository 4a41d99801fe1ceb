using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Econet.Actors.Ports;

/// <summary>
/// A bus behind TCP: ser2net, an RS485-to-Ethernet adapter, a simulator. The bytes are the bus's, with nothing around them.
/// </summary>
internal sealed class TcpPort(string host, int port, TimeSpan connectTimeout, TimeSpan writeTimeout) : IBusPort
{
    private const int TcpUserTimeout = 18;

    public TcpPort(string host, int port)
        : this(host, port, TimeSpan.FromSeconds(2), LineLimits.WriteTimeout)
    {
    }

    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"tcp://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");

    public async Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Socket socket;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellation).WaitAsync(connectTimeout, cancellation);
            socket = await BlockingOpen.RunAsync(() => Connect(addresses), cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new BusPortException($"{Name}: {Explain(failure)}", failure);
        }

        if (OperatingSystem.IsLinux())
            return PolledLine.Start(socket.SafeHandle, _ => socket.Dispose(), Name, receiver, writeTimeout);

        socket.Blocking = true;
        return new StreamLine(new NetworkStream(socket, ownsSocket: true), Name, receiver, writeTimeout, () =>
        {
            socket.Dispose();
            return Task.CompletedTask;
        });
    }

    /// <summary>The first address that answers; those that leave it open share the time there is.</summary>
    private Socket Connect(IPAddress[] addresses)
    {
        var until = Stopwatch.GetTimestamp() + (long)(connectTimeout.TotalSeconds * Stopwatch.Frequency);
        for (var at = 0; ; at++)
        {
            try
            {
                return Connect(addresses[at], Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until) / (addresses.Length - at));
            }
            catch (SocketException) when (at + 1 < addresses.Length)
            {
                // The next one may be the one that the adapter has.
            }
        }
    }

    // Without any asynchronous call, after which .NET would watch the socket as well.
    private Socket Connect(IPAddress address, TimeSpan within)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            Configure(socket);
            try
            {
                socket.Connect(address, port);
            }
            catch (SocketException begun) when (begun.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                List<Socket> connected = [socket], failed = [socket];
                Socket.Select(null, connected, failed, within > TimeSpan.Zero ? within : TimeSpan.Zero);
                var error = connected.Count + failed.Count == 0
                    ? (int)SocketError.TimedOut
                    : (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                if (error != 0)
                    throw new SocketException(error);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Configure(Socket socket)
    {
        socket.NoDelay = true;

        // A large buffer would only hide that the other end takes nothing.
        socket.SendBufferSize = 16 * 1024;

        // A peer that lost its power says nothing: it is noticed after 10 s + 3 × 2 s, also when bytes of ours wait for its answer.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes(16_000));
    }

    private string Explain(Exception failure) => failure switch
    {
        TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut } =>
            $"no answer within {connectTimeout.TotalSeconds:0.#} s; check the address, and that the adapter is on and in this network.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "connection refused; check the port, and that the adapter or ser2net serves it.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            $"the name '{host}' is not known; check its spelling, or give the IP address.",
        _ => $"can't connect: {FailureReason.Of(failure)}; check the address and the network.",
    };
}
