namespace Econet.Gateway.Logging;

/// <summary>How a syslog server is reached.</summary>
public enum SyslogTransport
{
    /// <summary>The one of this machine, at /dev/log.</summary>
    Local,

    /// <summary>RFC 5426.</summary>
    Udp,

    /// <summary>RFC 6587, with octet counting.</summary>
    Tcp,
}

/// <summary>A syslog server.</summary>
/// <param name="Host">Empty for the one of this machine.</param>
public sealed record SyslogTarget(SyslogTransport Transport, string Host, int Port)
{
    private const int UdpPort = 514;
    private const int TcpPort = 601;

    /// <summary>From <c>local</c>, <c>udp://host</c> or <c>tcp://host:port</c>; null for anything else.</summary>
    public static SyslogTarget? Parse(string text)
    {
        if (text.Equals("local", StringComparison.OrdinalIgnoreCase))
        {
            return new SyslogTarget(SyslogTransport.Local, "", 0);
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, PathAndQuery: "/" or "", UserInfo: "" }
            ? uri.Scheme switch
            {
                "udp" => new SyslogTarget(SyslogTransport.Udp, uri.IdnHost, uri.Port > 0 ? uri.Port : UdpPort),
                "tcp" => new SyslogTarget(SyslogTransport.Tcp, uri.IdnHost, uri.Port > 0 ? uri.Port : TcpPort),
                _ => null,
            }
            : null;
    }
}
