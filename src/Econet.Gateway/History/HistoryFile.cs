using Econet.Values;
using Microsoft.Data.Sqlite;

namespace Econet.Gateway.History;

/// <summary>The history in an SQLite file. Readers beside a writer don't wait for each other.</summary>
internal sealed class HistoryFile : SqliteSession, IHistorySession
{
    private readonly string _path;
    private readonly Dictionary<SeriesKey, KnownSeries> _registered = [];

    private HistoryFile(string path, SqliteConnection connection)
        : base(connection) => _path = path;

    public bool IsGone => !File.Exists(_path);

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
            HistoryFileSchema.Prepare(file, path);
            file.Scalar("PRAGMA journal_mode=WAL");
            file.Execute("PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=4000000; PRAGMA wal_autocheckpoint=4000");
            // SQLite opens what it may only read as well; this finds out.
            file.Execute("BEGIN IMMEDIATE; COMMIT");
        });
    }

    /// <summary>Opens one state of the file to read, even if it is written meanwhile; null when there is none.</summary>
    public static HistoryFile? OpenToRead(string path)
    {
        for (var isBroughtUp = false; File.Exists(path); isBroughtUp = true)
        {
            var file = Open(path, SqliteOpenMode.ReadOnly, file => file.Execute("BEGIN"));
            if (HistoryFileSchema.IsPresent(file))
            {
                return file;
            }

            file.Dispose();
            if (isBroughtUp)
            {
                return null;
            }

            // It is of an earlier version, and maybe nobody writes to it any more.
            Open(path).Dispose();
        }

        return null;
    }

    private static HistoryFile Open(string path, SqliteOpenMode mode, Action<HistoryFile> prepare)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var file = new HistoryFile(path, new SqliteConnection(settings.ToString()));
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

    public IReadOnlyDictionary<SeriesKey, KnownSeries> Series(string? device) => Rows(
        "SELECT id, device, key, kind, digits, parameter, name, unit, type FROM series WHERE $1 = '' OR device = $1",
        row => new KnownSeries(row.GetInt64(0), new Series(
            row.GetString(1), row.GetString(2),
            new RecordedParameter(row.GetInt32(5), row.GetString(6), Unit.Of(row.GetString(7)), (ParameterType)row.GetInt32(8)),
            (RecordedKind)row.GetInt32(3), row.GetInt32(4))),
        device ?? "").ToDictionary(row => row.Series.Id);

    public long Register(Series series)
    {
        if (_registered.TryGetValue(series.Id, out var found) && found.Series == series)
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
        _registered[series.Id] = new KnownSeries(id, series);
        return id;
    }

    public IReadOnlyList<WrittenWindow> Windows(string device) => Rows("SELECT id, start, end, continues, rolled FROM windows WHERE device = $1 ORDER BY id", Window, device);

    /// <summary>The windows of all devices, in the order in which they were written.</summary>
    public IReadOnlyList<(string Device, WrittenWindow Window)> Windows() => Rows(
        "SELECT id, start, end, continues, rolled, device FROM windows ORDER BY id, device", row => (row.GetString(5), Window(row)));

    /// <remarks>Here each window is written once.</remarks>
    public long Write(Window window) => (long)Scalar(
        """
        INSERT INTO windows (device, id, start, end, continues, rolled) VALUES ($1, (SELECT coalesce(max(id), 0) + 1 FROM windows), $2, $3, $4, 0) RETURNING id
        """,
        window.Device, window.Start, window.End, window.Continues ? 1 : 0)!;

    public void MarkRolled(string device, IReadOnlyCollection<WrittenWindow> windows)
    {
        foreach (var window in windows)
        {
            Execute("UPDATE windows SET rolled = 1 WHERE device = $1 AND id = $2", device, window.Id);
        }
    }

    public void Delete(string device, IReadOnlyCollection<WrittenWindow> windows)
    {
        foreach (var window in windows)
        {
            Execute(
                $"DELETE FROM blocks WHERE id >= $1 AND id < $2 AND {OfDevice("$3")}", BlockId.First(Tier.Raw, window.Id), BlockId.First(Tier.Raw, window.Id + 1), device);
            Execute("DELETE FROM windows WHERE device = $1 AND id = $2", device, window.Id);
        }
    }

    public IReadOnlyDictionary<BlockPlace, byte[]> Blocks(Tier tier, IReadOnlyCollection<long> series, IReadOnlyCollection<long> chunks)
    {
        var blocks = new Dictionary<BlockPlace, byte[]>();
        foreach (var place in chunks.SelectMany(chunk => series.Select(one => new BlockPlace(tier, chunk, one))))
        {
            if (Scalar("SELECT data FROM blocks WHERE id = $1", BlockId.Of(place)) is byte[] data)
            {
                blocks[place] = data;
            }
        }

        return blocks;
    }

    public void Put(IReadOnlyCollection<Block> blocks)
    {
        foreach (var (place, data) in blocks)
        {
            Execute("INSERT OR REPLACE INTO blocks (id, data) VALUES ($1, $2)", BlockId.Of(place), data);
        }
    }

    /// <remarks>Of any series: those of one chunk lie together.</remarks>
    public long? FirstChunk(Tier tier, long series) => FirstChunk(tier);

    public long? FirstChunk(Tier tier) =>
        Scalar("SELECT min(id) FROM blocks WHERE id >= $1 AND id < $2", BlockId.First(tier, 0), BlockId.First(tier + 1, 0)) is long id ? BlockId.Chunk(id) : null;

    public void DeleteBefore(string device, Tier tier, long chunk) =>
        Execute($"DELETE FROM blocks WHERE id >= $1 AND id < $2 AND {OfDevice("$3")}", BlockId.First(tier, 0), BlockId.First(tier, chunk), device);

    /// <remarks>The transaction has the whole file.</remarks>
    public void Hold(string device)
    {
    }

    public IReadOnlyList<string> Untidy(long now) => Rows("SELECT DISTINCT device FROM series", row => row.GetString(0));

    public long? PresentOf(string device) => Scalar("SELECT present FROM devices WHERE device = $1", device) as long?;

    public void NoteTidied(string device, long present, long now) => Execute("INSERT OR REPLACE INTO devices (device, present) VALUES ($1, $2)", device, present);

    public void Fit(long mostBytes)
    {
        while (Bytes() > mostBytes && DeleteOldest())
        {
        }

        Execute("PRAGMA incremental_vacuum");
    }

    public void Transact(Action change)
    {
        Execute("BEGIN IMMEDIATE");
        change();
        Execute("COMMIT");
    }

    /// <summary>What the content takes; what was deleted is not part of it.</summary>
    public long Bytes() => ((long)Scalar("PRAGMA page_count")! - (long)Scalar("PRAGMA freelist_count")!) * (long)Scalar("PRAGMA page_size")!;

    private static WrittenWindow Window(SqliteDataReader row) =>
        new(row.GetInt64(0), Epoch: 0, row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3), row.GetBoolean(4));

    private static string OfDevice(string device) => $"id & {BlockId.SeriesMask} IN (SELECT id FROM series WHERE device = {device})";

    /// <summary>Deletes a day of raw values or of detail, or a week of hours.</summary>
    /// <returns>False when there is nothing left that may go.</returns>
    private bool DeleteOldest()
    {
        if (Windows() is { Count: > 1 } windows && windows.Min(one => one.Window.Day) is var day && windows.Max(one => one.Window.Day) > day)
        {
            foreach (var ofDevice in windows.Where(one => one.Window.Day == day).GroupBy(one => one.Device, one => one.Window))
            {
                Delete(ofDevice.Key, [.. ofDevice]);
            }

            return true;
        }

        foreach (var tier in (Tier[])[Tier.Minutes, Tier.Hours, Tier.Changes])
        {
            if (FirstChunk(tier) is { } first)
            {
                return Execute("DELETE FROM blocks WHERE id >= $1 AND id < $2", BlockId.First(tier, 0), BlockId.First(tier, first + 1)) > 0;
            }
        }

        return false;
    }
}
