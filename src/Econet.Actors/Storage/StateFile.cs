using System.Collections.Immutable;
using System.Data.Common;
using Econet.Actors.Parameters;
using Microsoft.Data.Sqlite;

namespace Econet.Actors.Storage;

/// <summary>
/// A device's state in an SQLite file that nobody else can use while it is open. The lock is the system's on the file, so it ends
/// with the process however that ends. After an exception the file must be closed: its transaction may still be open.
/// </summary>
internal sealed class StateFile : IStateTables
{
    private const int MostWrites = 10_000;
    private const string StatesUnderWay = "'Queued', 'Sent', 'Acknowledged'";
    private readonly SqliteConnection _connection;

    private StateFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file, and creates it and its directory where they are missing.</summary>
    /// <param name="opened">Sees the connection before it is first used for the state.</param>
    /// <exception cref="SqliteException">It can't be opened and written, or is damaged.</exception>
    /// <exception cref="IOException">The directory can't be created, or the file is of a later version.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be created.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static StateFile Open(string path, Action<SqliteConnection>? opened = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 };
        var file = new StateFile(new SqliteConnection(settings.ToString()));
        try
        {
            file._connection.Open();
            file.Prepare(path, opened);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Rows that made no sense when they were read or were refused when they were written, each passed over for the others' sake.</summary>
    public List<BadRow> BadRows { get; } = [];

    /// <summary>The documents, the values, and the writes that are under way or were created or sent after <paramref name="since"/>.</summary>
    /// <exception cref="SqliteException">The disk fails, or the file is damaged.</exception>
    public StoredState Read(DateTimeOffset since) => new(
        Rows(
            "documents", $"SELECT {string.Join(", ", StateRows.DocumentColumns)} FROM documents", StateRows.Document).ToImmutableDictionary(),
        [.. Rows(
            "parameter_values", $"SELECT {string.Join(", ", StateRows.ValueColumns)} FROM parameter_values ORDER BY parameter",
            StateRows.Value)],
        [.. Rows(
            "writes",
            $"""
            SELECT {string.Join(", ", StateRows.WriteColumns)}
            FROM writes WHERE status IN ({StatesUnderWay}) OR created_at >= $since OR sent_at >= $since
            ORDER BY status IN ({StatesUnderWay}) DESC, id DESC LIMIT $most
            """,
            StateRows.Write, ("$since", since.UtcTicks), ("$most", StateMemory.MostWrites)).OrderBy(w => w.Id)]);

    /// <summary>Brings everything to the file, or nothing; only a row that the file refuses for what it holds is passed over.</summary>
    /// <param name="durable">It is on the disk, and not only on its way there, when this returns.</param>
    /// <param name="forgetBefore">Ended writes that ended before go, as do those beyond the newest 10,000; null to keep all.</param>
    /// <exception cref="SqliteException">The disk fails, or the file is damaged.</exception>
    public void Write(StateChanges changes, bool durable, DateTimeOffset? forgetBefore)
    {
        Execute(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        Execute("BEGIN IMMEDIATE");
        if (changes.ClearValues)
        {
            Execute("DELETE FROM parameter_values");
        }

        Upsert("documents", StateRows.DocumentColumns, changes.Documents, StateRows.Of);
        Upsert("parameter_values", StateRows.ValueColumns, changes.Values, StateRows.Of);
        Upsert("writes", StateRows.WriteColumns, changes.Writes, StateRows.Of);
        if (forgetBefore is { } end)
        {
            Execute(
                $"""
                DELETE FROM writes WHERE status NOT IN ({StatesUnderWay}) AND (coalesce(ended_at, created_at) < $end
                    OR id <= (SELECT id FROM writes ORDER BY id DESC LIMIT 1 OFFSET $most))
                """,
                ("$end", end.UtcTicks), ("$most", MostWrites));
        }

        Execute("COMMIT");
    }

    /// <summary>Never throws.</summary>
    public void Dispose()
    {
        try
        {
            _connection.Dispose();
        }
        catch (SqliteException)
        {
            // What could not be tidied up at the end is found when the file is opened again.
        }
    }

    private void Prepare(string path, Action<SqliteConnection>? opened)
    {
        Execute("PRAGMA locking_mode=EXCLUSIVE");
        var version = (long)Scalar("PRAGMA user_version")!;
        if (version > StateSchema.Version)
        {
            throw new IOException($"State file {path} has a newer version ({version}) than this gateway supports ({StateSchema.Version}) and is left alone");
        }

        if (Scalar("PRAGMA quick_check(1)") is not "ok")
        {
            throw new InvalidDataException("The state file's structure is damaged.");
        }

        opened?.Invoke(_connection);
        Scalar("PRAGMA journal_mode=WAL");
        // Without a step to take this still finds out whether the file can be written: SQLite opens what it may only read as well.
        Execute("BEGIN IMMEDIATE");
        foreach (var step in StateSchema.StepsFrom((int)version))
        {
            Execute(step);
        }

        if (version < StateSchema.Version)
        {
            Execute($"PRAGMA user_version={StateSchema.Version}");
        }

        Execute("COMMIT");
    }

    private void Upsert<T>(string table, string[] columns, IReadOnlyCollection<T> items, Func<T, object?[]> row)
    {
        if (items.Count == 0)
        {
            return;
        }

        using var command = _connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(c => "$" + c))})
            ON CONFLICT DO UPDATE SET {string.Join(", ", columns.Skip(1).Select(c => $"{c} = excluded.{c}"))}
            """;
        foreach (var column in columns)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + column });
        }

        foreach (var item in items)
        {
            try
            {
                foreach (var (position, content) in row(item).Index())
                {
                    command.Parameters[position].Value = content ?? DBNull.Value;
                }

                command.ExecuteNonQuery();
            }
            catch (Exception e) when (StoreTrouble.IsOfTheRow(e))
            {
                BadRows.Add(new BadRow(table, $"{item}", e.Message, item));
            }
        }
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private void Execute(string sql, params (string, object)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = Command(sql, []);
        return command.ExecuteScalar();
    }

    private List<T> Rows<T>(string table, string sql, Func<DbDataReader, T> row, params (string, object)[] parameters)
    {
        using var command = Command(sql, parameters);
        return StateRows.Read(command, table, row, BadRows);
    }
}
