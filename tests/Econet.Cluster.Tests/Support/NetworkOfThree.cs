using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Econet.Cluster.Tests.Support;

/// <summary>Three network namespaces at one bridge, whose other end is the test. Any of them can be cut off from the two others, as a broken switch does.</summary>
internal sealed class NetworkOfThree : IDisposable
{
    private const int Count = 3;

    private readonly string _bridge = string.Create(CultureInfo.InvariantCulture, $"ec{Environment.ProcessId}");

    /// <summary>In a range for tests of networks, which no network has.</summary>
    private readonly string _net = string.Create(CultureInfo.InvariantCulture, $"198.18.{Environment.ProcessId % 256}");

    public NetworkOfThree()
    {
        try
        {
            Ip($"link add {_bridge} type bridge");
            Ip($"addr add {_net}.254/24 dev {_bridge}");
            Ip($"link set {_bridge} up");
            for (var node = 0; node < Count; node++)
            {
                var (space, plug) = (Namespace(node), $"{_bridge}p{node}");
                Ip($"netns add {space}");
                Ip($"link add {plug} type veth peer name eth0 netns {space}");
                Ip($"link set {plug} master {_bridge} up");
                Ip($"-n {space} addr add {Address(node)}/24 dev eth0");
                Ip($"-n {space} link set lo up");
                Ip($"-n {space} link set eth0 up");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there can be no such network here; null when there can.</summary>
    public static string? WhyNot { get; } = Probe();

    /// <summary>Where the nodes reach the test.</summary>
    public IPAddress Here => IPAddress.Parse($"{_net}.254");

    public string Namespace(int node) => $"{_bridge}n{node}";

    public string Address(int node) => $"{_net}.{node + 1}";

    /// <summary>The two others and this one don't reach each other any more. All still reach the test, and nobody is told anything.</summary>
    public void CutOff(int node)
    {
        foreach (var other in Others(node))
        {
            // To a card that is not there.
            Ip($"-n {Namespace(node)} neigh replace {Address(other)} lladdr 02:00:00:00:00:fe nud permanent dev eth0");
            Ip($"-n {Namespace(other)} neigh replace {Address(node)} lladdr 02:00:00:00:00:fe nud permanent dev eth0");
        }
    }

    public void Join(int node)
    {
        foreach (var other in Others(node))
        {
            Ip($"-n {Namespace(node)} neigh del {Address(other)} dev eth0");
            Ip($"-n {Namespace(other)} neigh del {Address(node)} dev eth0");
        }
    }

    public void Dispose()
    {
        for (var node = 0; node < Count; node++)
        {
            _ = Run($"netns del {Namespace(node)}");
        }

        _ = Run($"link del {_bridge}");
    }

    private static IEnumerable<int> Others(int node) => Enumerable.Range(0, Count).Where(other => other != node);

    private static string? Probe()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return "There are no network namespaces";
        }

        try
        {
            new NetworkOfThree().Dispose();
            return null;
        }
        catch (Exception denied) when (denied is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Network namespaces can't be made here: {denied.Message}";
        }
    }

    private static void Ip(string arguments)
    {
        if (Run(arguments) is { } wrong)
        {
            throw new InvalidOperationException($"ip {arguments}: {wrong}");
        }
    }

    private static string? Run(string arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var wrong = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        return ip.ExitCode == 0 ? null : wrong.Trim();
    }
}

/// <summary>A test that needs PostgreSQL and network namespaces.</summary>
internal sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() =>
        Skip = PostgresServer.Programs is null ? "PostgreSQL is not installed (Debian's package postgresql)" : NetworkOfThree.WhyNot;
}
