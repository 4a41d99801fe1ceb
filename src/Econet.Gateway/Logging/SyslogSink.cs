using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace Econet.Gateway.Logging;

/// <summary>
/// Sends events to a syslog server: RFC 5424 over the network, and the form of RFC 3164 that the local <c>/dev/log</c> takes. While the server
/// can't be reached, events are dropped: it is tried again with the first event after <see cref="Pause"/>. Used from one thread.
/// </summary>
internal sealed class SyslogSink(SyslogTarget target, TimeProvider time) : ILogEventSink, IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const string Name = "econet-gateway";
    private const string LocalSocket = "/dev/log";

    /// <summary>The facility of daemons.</summary>
    private const int Facility = 3;

    /// <summary>What every receiver takes in one datagram (RFC 5426, 3.2).</summary>
    private const int LongestDatagram = 2048;

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(3);
    private static readonly string Host = Environment.MachineName;

    private Socket? _socket;
    private long? _failedAt;

    public void Emit(LogEvent logEvent)
    {
        if (_failedAt is { } at && time.GetElapsedTime(at) < Pause)
        {
            return;
        }

        try
        {
            _socket ??= Connect();
            Send(_socket, Encoding.UTF8.GetBytes(Format(logEvent, target.Transport)));
            _failedAt = null;
        }
        catch (SocketException unreachable)
        {
            Close();
            _failedAt = time.GetTimestamp();
            SelfLog.WriteLine("syslog {0}: {1}", target, unreachable.Message);
        }
    }

    public void Dispose() => Close();

    /// <summary>The message as it is sent, without the length that stands before it over TCP.</summary>
    internal static string Format(LogEvent logEvent, SyslogTransport transport)
    {
        var priority = (Facility * 8) + Severity(logEvent.Level);
        var message = TextFormat.Message(logEvent);
        if (logEvent.Exception is { } exception)
        {
            message += $" ({exception.GetType().Name}: {HarmlessText.Harmless(exception.Message, HarmlessText.Longest)})";
        }

        return transport == SyslogTransport.Local
            ? string.Create(CultureInfo.InvariantCulture, $"<{priority}>{logEvent.Timestamp.LocalDateTime:MMM dd HH:mm:ss} {Name}[{Environment.ProcessId}]: {message}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"<{priority}>1 {logEvent.Timestamp:yyyy-MM-ddTHH:mm:ss.ffffffzzz} {Host} {Name} {Environment.ProcessId} {LogLevels.SubsystemOf(logEvent)} - \ufeff{message}");
    }

    private static int Severity(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => 2,
        LogEventLevel.Error => 3,
        LogEventLevel.Warning => 4,
        LogEventLevel.Information => 6,
        _ => 7,
    };

    private Socket Connect()
    {
        var socket = target.Transport switch
        {
            SyslogTransport.Local => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified),
            SyslogTransport.Udp => new Socket(SocketType.Dgram, ProtocolType.Udp),
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp),
        };
        try
        {
            socket.SendTimeout = (int)SendTimeout.TotalMilliseconds;
            if (target.Transport == SyslogTransport.Local)
            {
                socket.Connect(new UnixDomainSocketEndPoint(LocalSocket));
            }
            else
            {
                socket.Connect(target.Host, target.Port);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Send(Socket socket, byte[] message)
    {
        if (target.Transport != SyslogTransport.Tcp)
        {
            socket.Send(message.AsSpan(0, Math.Min(message.Length, LongestDatagram)));
            return;
        }

        socket.Send([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), .. message]);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
