using Microsoft.Data.Sqlite;

namespace Econet.Gateway.Backups;

/// <summary>
/// Copies a state directory, also while a gateway uses it. A gateway locks its databases, so their files are copied as they are: the database does
/// not change between two checkpoints, and what its log holds beyond the last whole transaction is passed over by SQLite.
/// </summary>
internal static class StateCopy
{
    private const string Log = "-wal";
    private const int Tries = 20;
    private const int LogHeader = 32;
    /// <summary>Half written, held while something is written, or put aside.</summary>
    private static readonly string[] Passing = [".new", ".lock", BackupFiles.PutAside];

    private static readonly string[] Companions = [Log, "-shm", "-journal"];

    /// <summary>The files of a directory that are to be kept: without those that belong to a database, and without what was put aside.</summary>
    public static IReadOnlyList<string> FilesIn(string directory) => !Directory.Exists(directory)
        ? []
        : [.. Directory.EnumerateFiles(directory)
            .Where(file => !Companions.Any(companion => file.EndsWith(companion, StringComparison.Ordinal)))
            .Where(file => !Passing.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    /// <summary>The content of a file of the state; of a database all that was written to it.</summary>
    /// <exception cref="BackupException">The database changes all the time, or is damaged.</exception>
    public static byte[] Read(string file)
    {
        if (!IsDatabase(file))
        {
            return File.ReadAllBytes(file);
        }

        var scratch = Directory.CreateTempSubdirectory("econet-backup-").FullName;
        try
        {
            var copy = Path.Combine(scratch, "state.db");
            for (var i = 0; i < Tries; i++)
            {
                if (TryCopy(file, copy))
                {
                    return Merge(file, copy);
                }
            }

            throw new BackupException($"{file} is written all the time; try again, or stop the gateway");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static bool IsDatabase(string file)
    {
        using var stream = Open(file);
        Span<byte> head = stackalloc byte[15];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("SQLite format 3"u8);
    }

    /// <returns>False when there was a checkpoint meanwhile, so that database and log may not belong together.</returns>
    private static bool TryCopy(string file, string copy)
    {
        var before = Stamp(file);
        CopyTo(file, copy);
        if (File.Exists(file + Log))
        {
            CopyTo(file + Log, copy + Log);
        }
        else
        {
            File.Delete(copy + Log);
        }

        return Stamp(file) == before;
    }

    /// <summary>The log goes into the database.</summary>
    private static byte[] Merge(string file, string copy)
    {
        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false };
            using (var connection = new SqliteConnection(settings.ToString()))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA journal_mode=DELETE";
                command.ExecuteScalar();
                command.CommandText = "PRAGMA quick_check(1)";
                if (command.ExecuteScalar() is not "ok")
                {
                    throw new BackupException($"{file} is damaged");
                }
            }

            return File.ReadAllBytes(copy);
        }
        catch (SqliteException damaged)
        {
            throw new BackupException($"{file} can't be read: {damaged.Message}");
        }
    }

    /// <summary>Tells one state of the database file and of the beginning of its log from another.</summary>
    private static (DateTime, long, string) Stamp(string file)
    {
        var head = new byte[LogHeader];
        var count = 0;
        if (File.Exists(file + Log))
        {
            using var log = Open(file + Log);
            count = log.ReadAtLeast(head, LogHeader, throwOnEndOfStream: false);
        }

        var info = new FileInfo(file);
        return (info.LastWriteTimeUtc, info.Length, Convert.ToHexString(head.AsSpan(0, count)));
    }

    private static void CopyTo(string file, string copy)
    {
        using var from = Open(file);
        using var to = new FileStream(copy, FileMode.Create, FileAccess.Write);
        from.CopyTo(to);
    }

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
