using System.Net;
using System.Net.Sockets;
using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Ports;

[Collection(PortTests.Name)]
public sealed class TcpLineTests : BusLineContract
{
    private protected override ILinePeer CreatePeer(TimeSpan? writeTimeout = null) => new TcpPeer(IPAddress.Loopback, writeTimeout);

    [Fact]
    public async Task Line_should_tell_the_last_bytes_before_it_is_gone()
    {
        using var peer = new TcpPeer(IPAddress.Loopback);
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);
        var last = new byte[3000];
        new Random(3).NextBytes(last);

        await peer.WriteAsync(last);
        peer.Dispose();

        await recorder.Gone;
        Assert.Equal(last, await recorder.ReadAsync(last.Length));
        Assert.Empty(recorder.Violations);
    }

    [Fact]
    public async Task Line_should_be_gone_when_its_peer_resets()
    {
        using var peer = new TcpPeer(IPAddress.Loopback);
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        peer.Connection!.LingerState = new LingerOption(true, 0);
        peer.Connection.Close();

        Assert.StartsWith(peer.Port.Name, await recorder.Gone, StringComparison.Ordinal);
        Assert.Empty(recorder.Violations);
    }

    [Fact]
    public async Task Line_should_be_gone_when_its_peer_sends_no_more_but_would_still_receive()
    {
        using var peer = new TcpPeer(IPAddress.Loopback);
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        peer.Connection!.Shutdown(SocketShutdown.Send);

        Assert.Contains("closed by its other end", await recorder.Gone, StringComparison.Ordinal);
        Assert.Equal(0, await peer.Connection.ReceiveAsync(new byte[1]).WaitAsync(Patience.Long));
    }

    [LinuxFact]
    public async Task Line_should_ask_a_silent_peer_within_10_s_whether_it_is_there()
    {
        using var peer = new TcpPeer(IPAddress.Loopback);
        await using var line = await peer.OpenAsync(new LineRecorder());
        var local = (IPEndPoint)peer.Connection!.RemoteEndPoint!;

        // /proc/net/tcp: number, local and remote address, state, queues, timer:hundredths of a second; timer 02 is keep-alive.
        var columns = (await File.ReadAllLinesAsync("/proc/net/tcp6")).Concat(await File.ReadAllLinesAsync("/proc/net/tcp"))
            .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(row => row[1].EndsWith($":{local.Port:X4}", StringComparison.Ordinal) && row[3] == "01");
        var timer = columns[5].Split(':');

        Assert.Equal("02", timer[0]);
        Assert.InRange(Convert.ToInt32(timer[1], 16), 0, 1_000);
    }

    [Ipv6Fact]
    public async Task Port_should_connect_when_its_host_is_an_ipv6_literal()
    {
        using var peer = new TcpPeer(IPAddress.IPv6Loopback);
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        await peer.WriteAsync(new byte[] { 0x68 });

        Assert.Equal([0x68], await recorder.ReadAsync(1));
        Assert.StartsWith("tcp://[::1]:", peer.Port.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_should_say_so_when_the_connection_is_refused()
    {
        using var peer = new TcpPeer(IPAddress.Loopback);
        var port = peer.Port;
        peer.Dispose();

        var refused = await Assert.ThrowsAsync<BusPortException>(() => port.OpenAsync(new LineRecorder(), CancellationToken.None));

        Assert.StartsWith($"{port.Name}: connection refused; check the port", refused.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Port_should_say_so_when_nobody_answers()
    {
        using var deaf = new DeafListener();
        var port = new TcpPort("127.0.0.1", deaf.Port, TimeSpan.FromMilliseconds(100), Patience.Long);

        var unanswered = await Assert.ThrowsAsync<BusPortException>(() => port.OpenAsync(new LineRecorder(), CancellationToken.None));

        Assert.StartsWith($"{port.Name}: no answer within 0.1 s; check the address", unanswered.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Port_should_stop_opening_when_cancelled()
    {
        using var deaf = new DeafListener();
        using var cancellation = new CancellationTokenSource();
        var opening = new TcpPort("127.0.0.1", deaf.Port, Patience.Long, Patience.Long).OpenAsync(new LineRecorder(), cancellation.Token);
        Assert.False(opening.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Patience.Long));
    }

    /// <summary>A listener whose queue is full: Linux leaves further connections unanswered.</summary>
    private sealed class DeafListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly Socket _filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public DeafListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            _filler.Connect(_listener.LocalEndPoint!);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            _filler.Dispose();
            _listener.Dispose();
        }
    }

    private sealed class TcpPeer : ILinePeer
    {
        private readonly Socket _listener;

        public TcpPeer(IPAddress address, TimeSpan? writeTimeout = null)
        {
            // Small, so that a peer that reads nothing is full soon.
            _listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            _listener.Bind(new IPEndPoint(address, 0));
            _listener.Listen();
            var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
            Port = new TcpPort(address.ToString(), port, Patience.Long, writeTimeout ?? Patience.Long);
        }

        public IBusPort Port { get; }

        public Socket? Connection { get; private set; }

        public async Task<IBusLine> OpenAsync(IBusReceiver receiver)
        {
            var line = await Port.OpenAsync(receiver, CancellationToken.None);
            Connection?.Dispose();
            Connection = await _listener.AcceptAsync().WaitAsync(Patience.Long);
            return line;
        }

        public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await Connection!.SendAsync(bytes).AsTask().WaitAsync(Patience.Long)..];
        }

        public async Task<byte[]> ReadAsync(int count)
        {
            var bytes = new byte[count];
            using var stream = new NetworkStream(Connection!, ownsSocket: false);
            await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience.Long);
            return bytes;
        }

        public void Dispose()
        {
            Connection?.Dispose();
            _listener.Dispose();
        }
    }
}
