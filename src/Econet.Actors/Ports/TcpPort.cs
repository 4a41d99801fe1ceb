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
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Configure(socket);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(connectTimeout);
            await socket.ConnectAsync(new DnsEndPoint(host, port), limit.Token);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new BusPortException($"{Name}: {Explain(failure)}", failure);
        }

        return new StreamLine(new NetworkStream(socket, ownsSocket: true), Name, receiver, writeTimeout, () =>
        {
            socket.Dispose();
            return Task.CompletedTask;
        });
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
        OperationCanceledException =>
            $"no answer within {connectTimeout.TotalSeconds:0.#} s; check the address, and that the adapter is on and in this network.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "connection refused; check the port, and that the adapter or ser2net serves it.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            $"the name '{host}' is not known; check its spelling, or give the IP address.",
        _ => $"can't connect: {FailureReason.Of(failure)}; check the address and the network.",
    };
}
