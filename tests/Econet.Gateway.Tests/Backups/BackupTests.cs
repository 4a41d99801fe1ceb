using System.IO.Compression;
using System.Text;
using Econet.Actors.Messages;
using Econet.Gateway.Backups;
using Econet.Gateway.Commands;
using Econet.Gateway.Tests.Remote;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Data.Sqlite;

namespace Econet.Gateway.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Restore_should_show_what_differs_and_write_it_when_somebody_says_yes()
    {
        await using var run = await RemoteRun.StartAsync();
        Assert.Equal(Cli.Ok, await run.RunAsync("backup", "a.zip"));
        run.Device.Change(103, Value.Of((byte)60));
        run.Device.OnWrite = (key, _) => new WriteResult(key, 103, Value.Of((byte)60), Value.Of((byte)45), FakeDevice.At);

        Assert.Equal(Cli.Failed, await run.RunAsync("diff", "a.zip"));
        run.Answer = "n";
        Assert.Equal(Cli.Failed, await run.RunAsync("restore", "a.zip"));
        Assert.Empty(run.Device.Written);

        run.Answer = "y";
        Assert.Equal(Cli.Ok, await run.RunAsync("restore", "a.zip"));
        Assert.Contains("HDWTSetPoint  60 °C  →  45 °C  Hot water target", run.Out, StringComparison.Ordinal);
        Assert.Equal([45L], run.Device.Written);
        Assert.Equal(["HDWTSetPoint"], run.Device.Keys);
    }

    [Fact]
    public async Task Restore_should_write_only_what_is_selected()
    {
        await using var run = await RemoteRun.StartAsync();
        Assert.Equal(Cli.Ok, await run.RunAsync("backup", "a.zip"));
        run.Device.Change(103, Value.Of((byte)60));
        run.Device.Change(119, Value.Of((byte)0));

        Assert.Equal(Cli.Ok, await run.RunAsync("restore", "a.zip", "--only", "HDWuser*", "--yes"));

        Assert.Equal(["HDWusermode"], run.Device.Keys);
    }

    [Fact]
    public async Task Restore_should_fail_and_tell_what_was_not_written()
    {
        await using var run = await RemoteRun.StartAsync();
        Assert.Equal(Cli.Ok, await run.RunAsync("backup", "a.zip"));
        run.Device.Change(103, Value.Of((byte)60));
        run.Device.OnWrite = (key, _) => new WriteResult(key, null, default, default, FakeDevice.At, EconetError.Refused, "The controller refused the write");

        Assert.Equal(Cli.Failed, await run.RunAsync("restore", "a.zip", "--yes"));

        Assert.Contains("HDWTSetPoint: The controller refused the write", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_should_be_as_before_after_backup_wipe_and_restore()
    {
        var state = Directory.CreateDirectory(Path.Combine(_directory.Path, "state")).FullName;
        var config = _directory.Write("config.yaml", $"state: {{ dir: '{state}' }}\napi: {{ host: 127.0.0.1, port: 1 }}\n");
        await File.WriteAllTextAsync(Path.Combine(state, "devices.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(state, "keys.json.lock"), "");
        using (var database = Database(Path.Combine(state, "heatpump.db")))
        {
            // Nobody else can open it, and what was written is in its log only.
            Assert.Equal(Cli.Failed, await RunAsync("backup", "a.zip"));
            Assert.Contains("The values of parameters are not in it", _error.ToString(), StringComparison.Ordinal);
        }

        Directory.Delete(state, recursive: true);
        await File.WriteAllTextAsync(config, $"state: {{ dir: '{state}' }}\napi: {{ host: 127.0.0.1, port: 1 }}\nlogging: {{ level: DEBUG }}\n");
        Assert.Equal(Cli.Ok, await RunAsync("restore", "a.zip", "--files", "--yes"));

        Assert.DoesNotContain("DEBUG", await File.ReadAllTextAsync(config), StringComparison.Ordinal);
        Assert.Contains("DEBUG", await File.ReadAllTextAsync(config + ".before-restore"), StringComparison.Ordinal);
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(state, "devices.json")));
        Assert.False(File.Exists(Path.Combine(state, "keys.json.lock")));
        Assert.Equal(1000L, Count(Path.Combine(state, "heatpump.db")));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(owners, File.GetUnixFileMode(Path.Combine(_directory.Path, "a.zip")));
            Assert.Equal(owners, File.GetUnixFileMode(config));
        }
    }

    [Fact]
    public async Task Files_should_not_be_restored_while_the_gateway_runs()
    {
        await using var run = await RemoteRun.StartAsync();
        Assert.Equal(Cli.Ok, await run.RunAsync("backup", "a.zip"));

        Assert.Equal(Cli.Failed, await run.RunAsync("restore", "a.zip", "--files", "--yes"));

        Assert.Contains("is running", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restored_database_should_not_meet_the_log_of_the_former_one()
    {
        var path = _directory.Write("a.db", "old");
        await File.WriteAllTextAsync(path + "-wal", "log of the old one");

        BackupFiles.Restore(new BackupFile(path, "new"u8.ToArray(), IsNew: false));

        Assert.Equal("new", await File.ReadAllTextAsync(path));
        Assert.False(File.Exists(path + "-wal"));
        Assert.Equal("old", await File.ReadAllTextAsync(path + ".before-restore"));
    }

    [Theory]
    [InlineData("state/../../evil")]
    [InlineData("state/..")]
    [InlineData("/state/evil")]
    [InlineData("elsewhere/evil")]
    [InlineData("state\\evil")]
    public void Archive_should_leave_out_what_leads_out_of_its_folders(string name)
    {
        var path = Path.Combine(_directory.Path, "evil.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Put(zip, "manifest.json", """{"format":1}""");
            Put(zip, name, "x");
        }

        var archive = BackupArchive.Read(path);

        Assert.Empty(archive.Under(BackupArchive.State));
        Assert.Empty(archive.Under(BackupArchive.Configuration));
    }

    [Theory]
    [InlineData("""{"format":2,"version":"9.0"}""", "later version")]
    [InlineData("no json", "not a backup")]
    [InlineData(null, "not a backup")]
    public void Archive_should_be_refused_when_it_is_none(string? manifest, string reason)
    {
        var path = Path.Combine(_directory.Path, "other.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Put(zip, manifest is null ? "readme.txt" : "manifest.json", manifest ?? "hello");
        }

        Assert.Contains(reason, Assert.Throws<BackupException>(() => BackupArchive.Read(path)).Message, StringComparison.Ordinal);
    }

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private Task<int> RunAsync(params string[] arguments) => Cli.RunAsync(
        arguments, new Surroundings(_out, _error, new Dictionary<string, string>(), _directory.Path, () => []));

    private static void Put(ZipArchive zip, string name, string text)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    private static SqliteConnection Database(string path)
    {
        var database = new SqliteConnection($"Data Source={path};Pooling=False");
        database.Open();
        foreach (var sql in new[]
        {
            "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=WAL", "CREATE TABLE a (b INTEGER)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO a SELECT i FROM n",
        })
        {
            using var command = new SqliteCommand(sql, database);
            command.ExecuteNonQuery();
        }

        return database;
    }

    private static object? Count(string path)
    {
        using var database = new SqliteConnection($"Data Source={path};Pooling=False");
        database.Open();
        using var command = new SqliteCommand("SELECT count(*) FROM a", database);
        return command.ExecuteScalar();
    }
}
