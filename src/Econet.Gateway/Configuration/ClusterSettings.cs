using System.Globalization;
using System.Net;
using Econet.Actors.Cluster.Hosting;
using Npgsql;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The purpose of a node of a cluster.</summary>
public enum ClusterRole
{
    /// <summary>Devices live on it.</summary>
    Devices,

    /// <summary>It serves the API, and counts when the nodes have to agree; no device lives on it.</summary>
    Witness,
}

/// <summary>The settings of a gateway that is a node of a cluster; a part of <see cref="Settings.All"/>.</summary>
internal static class ClusterSettings
{
    public static readonly Setting<string> Name = new(
        "CLUSTER_HOST", "cluster.host", "", "a host name or an IP address",
        "The name by which the other nodes reach this one. With it, the gateway is a node of a cluster; see docs/cluster.md.",
        text => Uri.CheckHostName(text) == UriHostNameType.Unknown ? null : text);

    public static readonly Setting<int?> Port = new(
        "CLUSTER_PORT", "cluster.port", "4053", "a port, 1 to 65535", "The TCP port for the other nodes.", text => Whole(text, 1, 65_535));

    public static readonly Setting<IPAddress> Bind = new(
        "CLUSTER_BIND", "cluster.bind", "0.0.0.0", "an IP address of this machine, or 0.0.0.0 for all", "The address to listen on for the other nodes.", Host);

    public static readonly Setting<string[]> Seeds = new(
        "CLUSTER_SEEDS", "cluster.seeds", "", "host:port, or several separated by commas",
        "Nodes to join beside those that the database names. With them, a node that starts while the database is away joins the cluster all the same.", Nodes)
    {
        TakesList = true,
    };

    public static readonly Setting<ClusterRole?> Role = new(
        "CLUSTER_ROLE", "cluster.role", "devices", "devices or witness",
        "devices: devices live on this node. witness: none do; it only counts when the nodes have to agree, and serves the API.", Choice<ClusterRole>);

    public static readonly Setting<string> Database = new(
        "CLUSTER_DATABASE", "cluster.database", "", "a connection string such as Host=db;Database=econet;Username=econet;Password=…",
        "The PostgreSQL database that all nodes share.", Connection)
    {
        Told = WithoutPassword,
    };

    public static readonly Setting<string> CertFile = new(
        "CLUSTER_TLS_CERT_FILE", "cluster.tls_cert_file", "", "a PKCS#12 file (.p12 or .pfx)",
        "Certificate and key of this node. With it the nodes speak TLS with each other, and each proves who it is.", Text);

    public static readonly Setting<string> CertPassword = new(
        "CLUSTER_TLS_CERT_PASSWORD", "cluster.tls_cert_password", "", "text", "The password of CLUSTER_TLS_CERT_FILE.", text => text)
    {
        Told = _ => "***",
    };

    public static IReadOnlyList<Setting> All { get; } = [Name, Port, Bind, Seeds, Role, Database, CertFile, CertPassword];

    /// <summary>This node as the others call it, <c>host:port</c>; null for a gateway of its own.</summary>
    public static string? NodeOf(SettingValues values) =>
        values.Find(Name) is { } host ? string.Create(CultureInfo.InvariantCulture, $"{host}:{values.Get(Port)}") : null;

    /// <returns>Null for a gateway of its own.</returns>
    /// <exception cref="ConfigurationException">A setting is missing, or has nothing that it could be for.</exception>
    public static EconetClusterOptions? From(SettingValues values)
    {
        if (values.Find(Name) is not { } host)
        {
            return All.FirstOrDefault(values.IsGiven) is { } idle
                ? throw new ConfigurationException($"{values.NameOf(idle)} ({values.SourceOf(idle)}): there is no {Name.Name} that it could be for")
                : null;
        }

        if (!values.IsGiven(Database))
        {
            throw new ConfigurationException($"{values.NameOf(Name)} ({values.SourceOf(Name)}): {Database.Name} is missing; a node of a cluster needs it");
        }

        return new EconetClusterOptions
        {
            Host = host,
            Port = values.Get(Port),
            BindAddress = values.Find(Bind)!.ToString(),
            Seeds = [.. values.Find(Seeds) ?? []],
            HoldsDevices = values.Get(Role) == ClusterRole.Devices,
            Database = values.Find(Database)!,
            CertificateFile = values.Find(CertFile),
            CertificatePassword = values.Find(CertPassword),
        };
    }

    private static string[]? Nodes(string text)
    {
        var nodes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return nodes.Length > 0 && nodes.All(EconetClusterOptions.IsNode) ? nodes : null;
    }

    private static string? Connection(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 } ? text : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string WithoutPassword(string text)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text);
            return settings.Password is null ? text : new NpgsqlConnectionStringBuilder(text) { Password = "***" }.ToString();
        }
        catch (ArgumentException)
        {
            return "***";
        }
    }
}
