using System.Diagnostics;

namespace Econet.Bench.Fleet;

/// <summary>A PostgreSQL server in a temporary directory, reached over a socket there.</summary>
internal sealed class FleetDatabase : IAsyncDisposable
{
    private const string Owner = "postgres";
    private readonly string _directory = Directory.CreateTempSubdirectory("econet-fleet-pg-").FullName;

    public string Connection => $"Host={_directory};Database=postgres;Username=econet;Maximum Pool Size=30";

    private string Data => Path.Combine(_directory, "data");

    /// <summary>Where Debian has it.</summary>
    private static string Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Last(bin => File.Exists(Path.Combine(bin, "initdb")))
        : throw new ArgumentException("PostgreSQL is not installed (Debian's package postgresql).");

    public static async Task<FleetDatabase> StartAsync()
    {
        var database = new FleetDatabase();
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", Owner, database._directory);
        }

        await AsOwnerAsync("initdb", "-D", database.Data, "-A", "trust", "-U", "econet", "--no-sync");
        await AsOwnerAsync(
            "pg_ctl", "-D", database.Data, "-l", Path.Combine(database._directory, "log"), "-o",
            $"-c listen_addresses='' -k {database._directory} -c max_connections=200", "-w", "start");
        return database;
    }

    /// <summary>What the processes of the server have had of the processors.</summary>
    public TimeSpan Processor
    {
        get
        {
            var main = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
            return Process.GetProcessesByName("postgres").Where(one => IsOf(one, main)).Aggregate(TimeSpan.Zero, (sum, one) =>
            {
                using (one)
                {
                    return sum + one.TotalProcessorTime;
                }
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await AsOwnerAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_directory, recursive: true);
    }

    private static bool IsOf(Process process, string main)
    {
        try
        {
            return File.ReadLines($"/proc/{process.Id}/status").Any(line => line == $"PPid:\t{main}" || line == $"Pid:\t{main}");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    private static Task AsOwnerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", Owner, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits what its starter has open: a pipe to it would never end.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new ArgumentException($"{program} failed with exit code {process.ExitCode}.");
        }
    }
}
