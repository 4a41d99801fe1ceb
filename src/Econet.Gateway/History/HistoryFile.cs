using Econet.Values;
using Microsoft.Data.Sqlite;

namespace Econet.Gateway.History;

/// <summary>
/// The history in an SQLite file, open for one user. Readers beside a writer don't wait for each other. Every method fails with what <see cref="Actors.Storage.StoreTrouble"/>
/// knows; after that the file is to be closed.
/// </summary>
internal sealed class HistoryFile : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        PRAGMA auto_vacuum=INCREMENTAL;
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, key TEXT NOT NULL, kind INTEGER NOT NULL, digits INTEGER NOT NULL,
            parameter INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, type INTEGER NOT NULL, UNIQUE (device, key));
        CREATE TABLE windows (id INTEGER PRIMARY KEY AUTOINCREMENT, start INTEGER NOT NULL, end INTEGER NOT NULL, continues INTEGER NOT NULL, rolled INTEGER NOT NULL);
        CREATE TABLE blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """;

    private readonly Dictionary<string, SqliteCommand> _commands = [];

    private HistoryFile(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    /// <summary>Opens the file to write, and makes it where there is none.</summary>
    public static HistoryFile Open(string path)
    {
        PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
        using (new FileStream(path, PrivateFile.Options(FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete)))
        {
            // So that it is its owner's alone from the first moment on.
        }

        return Open(path, SqliteOpenMode.ReadWrite, file =>
        {
            var version = (long)file.Scalar("PRAGMA user_version")!;
            if (version > Version)
            {
                throw new IOException($"State file {path} has a newer version ({version}) than this gateway supports ({Version}) and is left alone");
            }

            if (version == 0)
            {
                file.Execute(Schema);
                file.Execute($"PRAGMA user_version={Version}");
            }

            file.Scalar("PRAGMA journal_mode=WAL");
            file.Execute("PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=4000000; PRAGMA wal_autocheckpoint=4000");
            // SQLite opens what it may only read as well; this finds out.
            file.Execute("BEGIN IMMEDIATE; COMMIT");
        });
    }

    /// <summary>Opens the file to read; null when there is none.</summary>
    public static HistoryFile? OpenToRead(string path) => File.Exists(path) ? Open(path, SqliteOpenMode.ReadOnly, _ => { }) : null;

    private static HistoryFile Open(string path, SqliteOpenMode mode, Action<HistoryFile> prepare)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var file = new HistoryFile(new SqliteConnection(settings.ToString()));
        try
        {
            file.Connection.Open();
            prepare(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All series of the file and their numbers.</summary>
    public Dictionary<SeriesKey, (long Id, Series Series)> Series() => Rows(
        "SELECT id, device, key, kind, digits, parameter, name, unit, type FROM series",
        row => (Id: row.GetInt64(0), Series: new Series(
            row.GetString(1), row.GetString(2),
            new RecordedParameter(row.GetInt32(5), row.GetString(6), Unit.Of(row.GetString(7)), (ParameterType)row.GetInt32(8)),
            (RecordedKind)row.GetInt32(3), row.GetInt32(4)))).ToDictionary(row => row.Series.Id);

    /// <summary>The number of a series, which gets one where it has none.</summary>
    /// <param name="known">All that the file has; kept up to date.</param>
    public long Register(Series series, Dictionary<SeriesKey, (long Id, Series Series)> known)
    {
        if (known.TryGetValue(series.Id, out var found) && found.Series == series)
        {
            return found.Id;
        }

        var parameter = series.Parameter;
        var id = (long)Scalar(
            """
            INSERT INTO series (device, key, kind, digits, parameter, name, unit, type) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (device, key) DO UPDATE SET
                kind = excluded.kind, digits = excluded.digits, parameter = excluded.parameter, name = excluded.name, unit = excluded.unit, type = excluded.type
            RETURNING id
            """,
            series.Device, series.Key, (int)series.Kind, series.Digits, parameter.Index, parameter.Name, parameter.Unit.Symbol, (int)parameter.Type)!;
        known[series.Id] = (id, series);
        return id;
    }

    /// <summary>The windows that are kept, in the order in which they were written.</summary>
    public List<WrittenWindow> Windows() => Rows(
        "SELECT id, start, end, continues, rolled FROM windows ORDER BY id",
        row => new WrittenWindow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3), row.GetBoolean(4)));

    /// <summary>What was recorded of a series in a window.</summary>
    public IReadOnlyList<Sample> Samples(WrittenWindow window, long series) => Block(Tier.Raw, window.Id, series, block => SampleCodec.Read(window.Start, block));

    /// <summary>What a state was in a day.</summary>
    public IReadOnlyList<Sample> Changes(long day, long series) => Block(Tier.Changes, day, series, block => SampleCodec.Read(day * Moments.Day, block));

    /// <summary>Rollups of a series by the beginning of their steps, ascending.</summary>
    public IReadOnlyList<KeyValuePair<long, Rollup>> Rollups(Tier tier, long chunk, long series) =>
        Block(tier, chunk, series, block => RollupCodec.Read(chunk * BlockId.Length(tier), BlockId.Step(tier), block));

    /// <summary>Of the chunks with this detail the first one; null when there is none.</summary>
    public long? FirstChunk(Tier tier) =>
        Scalar("SELECT min(id) FROM blocks WHERE id >= $1 AND id < $2", BlockId.First(tier, 0), BlockId.First(tier + 1, 0)) is long id ? BlockId.Chunk(id) : null;

    public void Put(Tier tier, long chunk, long series, byte[] data) =>
        Execute("INSERT OR REPLACE INTO blocks (id, data) VALUES ($1, $2)", BlockId.Of(tier, chunk, series), data);

    /// <summary>Deletes the chunks with this detail that are before one.</summary>
    /// <returns>How many blocks that were.</returns>
    public int DeleteBefore(Tier tier, long chunk) =>
        Execute("DELETE FROM blocks WHERE id >= $1 AND id < $2", BlockId.First(tier, 0), BlockId.First(tier, chunk));

    /// <summary>Deletes a window and what was recorded in it.</summary>
    public void Delete(WrittenWindow window)
    {
        Execute("DELETE FROM blocks WHERE id >= $1 AND id < $2", BlockId.First(Tier.Raw, window.Id), BlockId.First(Tier.Raw, window.Id + 1));
        Execute("DELETE FROM windows WHERE id = $1", window.Id);
    }

    /// <summary>Does something as one: all of it, or nothing.</summary>
    public void Transact(Action change)
    {
        Execute("BEGIN IMMEDIATE");
        change();
        Execute("COMMIT");
    }

    /// <summary>What the content takes; what was deleted is not part of it.</summary>
    public long Bytes() => ((long)Scalar("PRAGMA page_count")! - (long)Scalar("PRAGMA freelist_count")!) * (long)Scalar("PRAGMA page_size")!;

    public int Execute(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteScalar();

    /// <summary>Never throws.</summary>
    public void Dispose()
    {
        try
        {
            foreach (var command in _commands.Values)
            {
                command.Dispose();
            }

            Connection.Dispose();
        }
        catch (SqliteException)
        {
            // What could not be tidied up is found when the file is opened again.
        }
    }

    /// <summary>What a block holds; nothing where there is none. One that is damaged costs its own time only.</summary>
    private IReadOnlyList<T> Block<T>(Tier tier, long chunk, long series, Func<byte[], IReadOnlyList<T>> read)
    {
        try
        {
            return Scalar("SELECT data FROM blocks WHERE id = $1", BlockId.Of(tier, chunk, series)) is byte[] block ? read(block) : [];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var reader = Command(sql, []).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>Each text is prepared once.</summary>
    private SqliteCommand Command(string sql, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            }

            _commands[sql] = command;
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}

/// <summary>A window in the file.</summary>
/// <param name="Id">Grows with each window that is written.</param>
/// <param name="IsRolled">What it holds is part of the rollups.</param>
internal sealed record WrittenWindow(long Id, long Start, long End, bool Continues, bool IsRolled)
{
    public long Day => Start / Moments.Day;
}
