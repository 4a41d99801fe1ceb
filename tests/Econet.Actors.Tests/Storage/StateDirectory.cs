using System.Diagnostics;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Actors.TestKit;
using Econet.Values;
using Microsoft.Data.Sqlite;

namespace Econet.Actors.Tests.Storage;

/// <summary>A state directory, its stores and their time; all gone at the end.</summary>
internal sealed class StateDirectory : IDisposable
{
    /// <summary>How long a store waits before it tries a disk again that failed.</summary>
    public static readonly TimeSpan RetryInterval = ((IStatePlace)new StateFilePlace("house.db")).RetryInterval;

    private readonly string _root = Directory.CreateTempSubdirectory("econet-state-").FullName;
    private readonly List<IDisposable> _opened = [];

    public StateDirectory() => Path = System.IO.Path.Combine(_root, "state");

    /// <summary>Not there before a store creates it.</summary>
    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "house.db");

    public VirtualTime Time { get; } = new();

    public DeviceStore Open(Action<SqliteConnection>? opened = null) => Open(Path, opened);

    public string[] DamagedFiles() => Directory.GetFiles(Path, "house.db.damaged-*");

    /// <summary>A store on the bytes that would be there had the power gone now.</summary>
    /// <param name="lost">Bytes that the end of the log lacks.</param>
    public DeviceStore OpenAfterPowerLoss(long lost = 0)
    {
        var copy = System.IO.Path.Combine(_root, Guid.NewGuid().ToString("N"));
        CopyTo(copy);
        using (var log = File.OpenWrite(System.IO.Path.Combine(copy, "house.db-wal")))
        {
            log.SetLength(log.Length - lost);
        }

        return Open(copy, null);
    }

    /// <summary>
    /// Puts the bytes that are there now into another directory, and what the memory of the machine holds, so that a device which begins there
    /// begins as after a crash of its process alone.
    /// </summary>
    public void CopyTo(string directory) => Copy(Path, directory);

    /// <summary>The same, from elsewhere to here.</summary>
    public void CopyFrom(string directory) => Copy(directory, Path);

    /// <summary>Copies a file that is open for its owner alone: .NET would not read it.</summary>
    public static void CopyLocked(string from, string to)
    {
        using var copy = Process.Start("cp", [from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }

    /// <summary>A connection to the database, for doing to it what a store does not.</summary>
    public SqliteConnection Connect()
    {
        Directory.CreateDirectory(Path);
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        _opened.Add(connection);
        connection.Open();
        return connection;
    }

    public WriteJob Job(long id, WriteStatus status = WriteStatus.Queued, TimeSpan age = default) => new(
        id, "HDWTSetPoint", 103, Value.Of(ParameterType.UInt8, 47), Value.Of(ParameterType.UInt8, 45), "192.0.2.7 kitchen",
        Time.GetUtcNow() - age, status);

    public StoredValue[] Values(int count, int salt = 0) =>
        [.. Enumerable.Range(0, count).Select(i => new StoredValue(i, Value.Of(i + (0.25f * salt)), Time.GetUtcNow(), Time.GetUtcNow()))];

    public void Dispose()
    {
        _opened.ForEach(o => o.Dispose());
        Time.Dispose();
        foreach (var file in Directory.GetFiles(_root, "*.db", SearchOption.AllDirectories))
        {
            RunWitness.Forget(file);
        }

        Directory.Delete(_root, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.db*"))
        {
            var copy = System.IO.Path.Combine(to, System.IO.Path.GetFileName(file));
            File.Copy(file, copy);
            if (RunWitness.PathOf(file) is { } memory && File.Exists(memory))
            {
                CopyLocked(memory, RunWitness.PathOf(copy)!);
            }
        }
    }

    private DeviceStore Open(string directory, Action<SqliteConnection>? opened)
    {
        var store = new DeviceStore(new StateFilePlace(System.IO.Path.Combine(directory, "house.db"), opened), Time);
        _opened.Add(store);
        return store;
    }
}

internal static class Sql
{
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
