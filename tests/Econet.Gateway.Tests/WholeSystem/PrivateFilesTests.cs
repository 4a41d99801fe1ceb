using System.Runtime.Versioning;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>What a gateway keeps, and who may read it.</summary>
[Collection(Processes.Name)]
[SupportedOSPlatform("linux")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task State_should_be_readable_by_nobody_else_also_what_an_earlier_version_left()
    {
        var state = Path.Combine(_directory.Path, "state");
        var former = Path.Combine(state, "demo");
        Directory.CreateDirectory(former);
        var old = Path.Combine(former, "cottage.db");
        await File.WriteAllTextAsync(old, "");
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserWrite | Others);
        File.SetUnixFileMode(former, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Others);
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>(), "demo");
        using var client = await gateway.ClientAsync();
        await client.UntilHealthyAsync();

        var entries = Directory.EnumerateFileSystemEntries(state, "*", SearchOption.AllDirectories).Where(entry => entry != former).ToList();

        Assert.Contains(entries, entry => entry.EndsWith("heatpump.db", StringComparison.Ordinal));
        Assert.All(entries, entry => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & Others));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(former) & Others);
    }
}
