using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Econet.Gateway.Logging;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;

namespace Econet.Gateway.Tests.Logging;

public sealed partial class SyslogSinkTests
{
    private static readonly LogEvent Warning = Events.Of(LogEventLevel.Warning, "It is cold: {Degrees} °C", -3);

    [Theory]
    [InlineData("local", SyslogTransport.Local, "", 0)]
    [InlineData("udp://nas", SyslogTransport.Udp, "nas", 514)]
    [InlineData("tcp://nas:6514", SyslogTransport.Tcp, "nas", 6514)]
    [InlineData("tcp://[::1]", SyslogTransport.Tcp, "::1", 601)]
    public void Target_should_be_read(string text, SyslogTransport transport, string host, int port) =>
        Assert.Equal(new SyslogTarget(transport, host, port), SyslogTarget.Parse(text));

    [Theory]
    [InlineData("nas")]
    [InlineData("http://nas")]
    [InlineData("udp://")]
    [InlineData("udp://nas/log")]
    [InlineData("udp://user@nas")]
    public void Target_should_be_refused(string text) => Assert.Null(SyslogTarget.Parse(text));

    [Fact]
    public async Task Event_should_be_one_datagram_over_udp()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sink = new SyslogSink(new SyslogTarget(SyslogTransport.Udp, "127.0.0.1", ((IPEndPoint)server.Client.LocalEndPoint!).Port), TimeProvider.System);

        sink.Emit(Warning);

        var datagram = await server.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Matches(Rfc5424(), Encoding.UTF8.GetString(datagram.Buffer));
    }

    [Fact]
    public async Task Events_should_each_have_their_length_before_them_over_tcp()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using (var sink = new SyslogSink(new SyslogTarget(SyslogTransport.Tcp, "127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port), TimeProvider.System))
        {
            sink.Emit(Warning);
            sink.Emit(Warning);
        }

        using var connection = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
        using var received = new MemoryStream();
        await connection.GetStream().CopyToAsync(received).WaitAsync(TimeSpan.FromSeconds(20));
        var bytes = received.ToArray();
        for (var event_ = 0; event_ < 2; event_++)
        {
            var space = Array.IndexOf(bytes, (byte)' ');
            var length = int.Parse(Encoding.ASCII.GetString(bytes, 0, space), null);
            Assert.Matches(Rfc5424(), Encoding.UTF8.GetString(bytes, space + 1, length));
            bytes = bytes[(space + 1 + length)..];
        }

        Assert.Empty(bytes);
    }

    [Fact]
    public void Server_that_is_not_there_should_be_tried_again_after_a_pause()
    {
        var time = new FakeTimeProvider();
        var port = FreePort();
        using var sink = new SyslogSink(new SyslogTarget(SyslogTransport.Tcp, "127.0.0.1", port), time);
        sink.Emit(Warning);
        using var server = new TcpListener(IPAddress.Loopback, port);
        server.Start();

        sink.Emit(Warning);
        Assert.False(server.Pending());
        time.Advance(SyslogSink.Pause);
        sink.Emit(Warning);

        Assert.True(server.Pending());
    }

    [Fact]
    public void Local_server_should_get_the_form_that_it_takes() =>
        Assert.Matches(@"^<28>[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d econet-gateway\[\d+\]: It is cold: -3 °C$", SyslogSink.Format(Warning, SyslogTransport.Local));

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^<28>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d \S+ econet-gateway \d+ Gateway - \ufeffIt is cold: -3 °C$")]
    private static partial Regex Rfc5424();
}
