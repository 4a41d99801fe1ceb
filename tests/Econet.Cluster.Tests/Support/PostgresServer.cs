using System.Diagnostics;

namespace Econet.Cluster.Tests.Support;

/// <summary>A PostgreSQL server of its own in a temporary directory, reached over a socket there, so that it needs no port.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string User = "postgres";
    private readonly string _directory = Directory.CreateTempSubdirectory("econet-pg-").FullName;

    /// <summary>Where Debian has it; null where it is not installed.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    public string Connection => $"Host={_directory};Database=postgres;Username=econet";

    private string Data => Path.Combine(_directory, "data");

    public async Task InitializeAsync()
    {
        if (Programs is null)
        {
            return;
        }

        // It refuses to run as root.
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", User, _directory);
        }

        await AsOwnerAsync("initdb", "-D", Data, "-A", "trust", "-U", "econet", "--no-sync");
        await StartAsync();
    }

    public Task StartAsync() =>
        AsOwnerAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_directory, "log"), "-o", $"-c listen_addresses='' -k {_directory} -c fsync=off", "-w", "start");

    public Task StopAsync() => AsOwnerAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public async Task DisposeAsync()
    {
        if (Programs is not null)
        {
            await StopAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static Task AsOwnerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", User, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits what its starter has open: a pipe to it would never end.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]))!;
        await process.WaitForExitAsync();
        Assert.Equal((program, 0), (program, process.ExitCode));
    }
}

/// <summary>A test that needs PostgreSQL.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() =>
        Skip = PostgresServer.Programs is null ? "PostgreSQL is not installed (Debian's package postgresql)" : null;
}
