using System.Globalization;
using System.Net;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Cluster.Region;

namespace Econet.Actors.Cluster.Hosting;

/// <summary>A node's options as Akka takes them.</summary>
internal static class NodeConfig
{
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    public static void Check(EconetClusterOptions options)
    {
        if (Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
        {
            throw new ArgumentException($"{nameof(options.Host)} '{options.Host}' is not a host name or IP address.", nameof(options));
        }

        if (options.Port is < 1 or > 65_535)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{nameof(options.Port)} {options.Port} is not 1 to 65535."), nameof(options));
        }

        if (!IPAddress.TryParse(options.BindAddress, out _))
        {
            throw new ArgumentException($"{nameof(options.BindAddress)} '{options.BindAddress}' is no IP address.", nameof(options));
        }

        if (options.Seeds.FirstOrDefault(seed => !EconetClusterOptions.IsNode(seed)) is { } wrong)
        {
            throw new ArgumentException($"{nameof(options.Seeds)}: '{wrong}' is not of the form host:port.", nameof(options));
        }
    }

    public static Config Of(EconetClusterOptions options)
    {
        var roles = options.HoldsDevices ? Quoted(ClusterRegion.Role) : Quoted("witness");
        return ConfigurationFactory.ParseString(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka.remote.dot-netty.tcp {
              hostname = {{Quoted(options.BindAddress)}}
              port = {{options.Port}}
              public-hostname = {{Quoted(options.Host)}}
              public-port = {{options.Port}}
            {{Tls(options)}}
            }
            akka.cluster.roles = [{{roles}}]
            """));
    }

    /// <summary>Nodes, <c>host:port</c>, as Akka has them.</summary>
    public static IEnumerable<Address> Addresses(IEnumerable<string> nodes, Address self) => nodes.Select(node =>
    {
        var colon = node.LastIndexOf(':');
        return new Address(self.Protocol, self.System, node[..colon], int.Parse(node.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    });

    private static string Tls(EconetClusterOptions options) => options.CertificateFile is not { } file
        ? ""
        : $$"""
              enable-ssl = on
              ssl {
                suppress-validation = off
                certificate { path = {{Quoted(file)}}, password = {{Quoted(options.CertificatePassword ?? "")}} }
              }
            """;

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
