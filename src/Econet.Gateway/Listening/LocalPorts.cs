using System.IO.Ports;

namespace Econet.Gateway.Listening;

/// <summary>
/// The serial ports of this machine: adapters by their devices, and pseudo-terminals that somebody has given a name among the devices, as socat does for a port on
/// another machine. Only root can give such names.
/// </summary>
/// <param name="devices">Where devices have their names: /dev.</param>
internal sealed class LocalPorts(string devices)
{
    private const string PseudoTerminals = "/dev/pts/";

    private readonly string _byId = Path.Combine(devices, "serial", "by-id");

    public IReadOnlyList<LocalPort> All()
    {
        var names = Directory.Exists(_byId) ? Directory.GetFileSystemEntries(_byId) : [];
        return
        [
            .. SerialPort.GetPortNames().Order(StringComparer.Ordinal)
                .Select(path => new LocalPort(path, [.. names.Where(name => LocalPort.TargetOf(name) == path).Order(StringComparer.Ordinal)])),
            .. Directory.GetFileSystemEntries(devices).Where(IsPseudoTerminal).Order(StringComparer.Ordinal).Select(path => new LocalPort(path, [])),
        ];
    }

    /// <summary>By where the name itself leads: behind that of the standard input is a terminal, too, and somebody at it.</summary>
    private static bool IsPseudoTerminal(string name) =>
        new FileInfo(name).LinkTarget is { } target
        && Path.GetFullPath(target, Path.GetDirectoryName(name)!).StartsWith(PseudoTerminals, StringComparison.Ordinal);
}
