using System.Collections.Immutable;
using System.Globalization;

namespace Econet.Actors.Cluster.Hosting;

/// <summary>One node of a cluster.</summary>
public sealed record EconetClusterOptions
{
    /// <summary>The name or IP address at which the other nodes reach this one. It stays the same across restarts.</summary>
    public required string Host { get; init; }

    /// <summary>TCP, 1 to 65535.</summary>
    public int Port { get; init; } = 4053;

    /// <summary>The local IP address to listen on.</summary>
    public string BindAddress { get; init; } = "0.0.0.0";

    /// <summary>
    /// Nodes to join, as <c>host:port</c>, beside those that the database names. With them, a node that starts while the database is away joins the cluster all the same.
    /// </summary>
    public ImmutableArray<string> Seeds { get; init; } = [];

    /// <summary>
    /// Whether devices may live here. A node without any serves their values anyway; the third node of a small cluster may be such a one, so
    /// that there is a majority when one of the other two is gone.
    /// </summary>
    public bool HoldsDevices { get; init; } = true;

    /// <summary>The PostgreSQL database that all nodes share, as Npgsql takes it: <c>Host=…;Database=…;Username=…;Password=…</c>.</summary>
    public required string Database { get; init; }

    /// <summary>A PKCS#12 file with the certificate and key of this node; null for connections that are not encrypted.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The password of <see cref="CertificateFile"/>.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Whether a text is of the form <c>host:port</c>.</summary>
    public static bool IsNode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.LastIndexOf(':') is > 0 and var colon
            && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535;
    }
}
