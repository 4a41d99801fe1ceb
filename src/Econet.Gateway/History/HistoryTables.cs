using Econet.Gateway.Clustering;
using Econet.Values;
using Npgsql;

namespace Econet.Gateway.History;

/// <summary>The history in tables of the shared database.</summary>
/// <param name="patience">For how long an answer is waited for.</param>
internal sealed class HistoryTables(NpgsqlConnection connection, TimeSpan patience) : IHistorySession
{
    /// <summary>So many blocks are sent at once.</summary>
    private const int BlocksAtOnce = 1000;

    private readonly Dictionary<SeriesKey, KnownSeries> _registered = [];

    /// <summary>A connection that broke fails, and is opened again.</summary>
    public bool IsGone => false;

    /// <summary>From now on one state of the tables is read, even if they are written meanwhile.</summary>
    public void BeginToRead() => Execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

    public IReadOnlyDictionary<SeriesKey, KnownSeries> Series(string? device) => Rows(
        "SELECT id, device, key, kind, digits, parameter, name, unit, type FROM econet_gateway.history_series" + (device is null ? "" : " WHERE device = $1"),
        row => new KnownSeries(row.GetInt64(0), new Series(
            row.GetString(1), row.GetString(2),
            new RecordedParameter(row.GetInt32(5), row.GetString(6), Unit.Of(row.GetString(7)), (ParameterType)row.GetInt32(8)),
            (RecordedKind)row.GetInt32(3), row.GetInt32(4))),
        device is null ? [] : [device]).ToDictionary(row => row.Series.Id);

    public long Register(Series series)
    {
        if (_registered.TryGetValue(series.Id, out var found) && found.Series == series)
        {
            return found.Id;
        }

        var parameter = series.Parameter;
        var id = (long)Scalar(
            """
            INSERT INTO econet_gateway.history_series (device, key, kind, digits, parameter, name, unit, type) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (device, key) DO UPDATE SET
                kind = excluded.kind, digits = excluded.digits, parameter = excluded.parameter, name = excluded.name, unit = excluded.unit, type = excluded.type
            RETURNING id
            """,
            series.Device, Text(series.Key), (int)series.Kind, series.Digits, parameter.Index, Text(parameter.Name), Text(parameter.Unit.Symbol), (int)parameter.Type)!;
        _registered[series.Id] = new KnownSeries(id, series);
        return id;
    }

    /// <remarks>
    /// By their epochs first: a node that was cut off from the database may write what it recorded when another one has had the device for long, and hides nothing of that.
    /// </remarks>
    public IReadOnlyList<WrittenWindow> Windows(string device) => Rows(
        "SELECT id, epoch, start_at, end_at, continues, rolled FROM econet_gateway.history_windows WHERE device = $1 ORDER BY epoch, number",
        row => new WrittenWindow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4), row.GetBoolean(5)),
        device);

    /// <remarks>
    /// It is not checked whose the device is by now. A window ends when its node was last sure to have the device, so it holds only what that node saw, and there is no
    /// other record of that: what was not written then is written late rather than never.
    /// </remarks>
    public long Write(Window window) => (long)Scalar(
        """
        INSERT INTO econet_gateway.history_windows AS mine
            (device, epoch, number, start_at, end_at, continues, rolled, complete, handed_on, written_at) VALUES ($1, $2, $3, $4, $5, $6, false, $7, false, clock_timestamp())
        ON CONFLICT (device, epoch, number) DO UPDATE SET
            end_at = excluded.end_at, rolled = false, complete = excluded.complete, handed_on = false, written_at = excluded.written_at
        RETURNING id
        """,
        window.Device, window.Epoch, window.Number, window.Start, window.End, window.Continues, window.IsComplete)!;

    public void MarkRolled(string device, IReadOnlyCollection<WrittenWindow> windows) =>
        Execute("UPDATE econet_gateway.history_windows SET rolled = true WHERE id = ANY ($1)", Ids(windows));

    public void Delete(string device, IReadOnlyCollection<WrittenWindow> windows)
    {
        if (windows.Count > 0)
        {
            Execute(
                $"DELETE FROM econet_gateway.history_blocks WHERE {OfDevice("$1")} AND tier = $2 AND chunk = ANY ($3)", device, (short)Tier.Raw, Ids(windows));
            Execute("DELETE FROM econet_gateway.history_windows WHERE id = ANY ($1)", Ids(windows));
        }
    }

    public IReadOnlyDictionary<BlockPlace, byte[]> Blocks(Tier tier, IReadOnlyCollection<long> series, IReadOnlyCollection<long> chunks) =>
        series.Count == 0 || chunks.Count == 0
            ? new Dictionary<BlockPlace, byte[]>()
            : Rows(
                "SELECT series, chunk, data FROM econet_gateway.history_blocks WHERE series = ANY ($1) AND tier = $2 AND chunk = ANY ($3)",
                row => KeyValuePair.Create(new BlockPlace(tier, row.GetInt64(1), row.GetInt64(0)), row.GetFieldValue<byte[]>(2)),
                (long[])[.. series], (short)tier, (long[])[.. chunks]).ToDictionary();

    public void Put(IReadOnlyCollection<Block> blocks)
    {
        foreach (var some in blocks.Chunk(BlocksAtOnce))
        {
            Execute(
                """
                INSERT INTO econet_gateway.history_blocks (series, tier, chunk, data) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (series, tier, chunk) DO UPDATE SET data = excluded.data
                """,
                (long[])[.. some.Select(block => block.Place.Series)], (short[])[.. some.Select(block => (short)block.Place.Tier)],
                (long[])[.. some.Select(block => block.Place.Chunk)], (byte[][])[.. some.Select(block => block.Data)]);
        }
    }

    public long? FirstChunk(Tier tier, long series) =>
        Scalar("SELECT min(chunk) FROM econet_gateway.history_blocks WHERE series = $1 AND tier = $2", series, (short)tier) as long?;

    public void DeleteBefore(string device, Tier tier, long chunk) =>
        Execute($"DELETE FROM econet_gateway.history_blocks WHERE {OfDevice("$1")} AND tier = $2 AND chunk < $3", device, (short)tier, chunk);

    public void Hold(string device)
    {
        Execute("INSERT INTO econet_gateway.history_devices (device) VALUES ($1) ON CONFLICT DO NOTHING", device);
        Execute("SELECT FROM econet_gateway.history_devices WHERE device = $1 FOR UPDATE", device);
    }

    /// <remarks>Also those that live on no node now: what is old of them goes, too. A node whose clock is ahead must not keep the others from it.</remarks>
    public IReadOnlyList<string> Untidy(long now) => Rows(
        "SELECT device FROM econet_gateway.history_devices WHERE abs($1 - tidied_at) > $2 ORDER BY device", row => row.GetString(0), now, 50 * Moments.Minute);

    public long? PresentOf(string device) => Scalar("SELECT present FROM econet_gateway.history_devices WHERE device = $1", device) as long?;

    public void NoteTidied(string device, long present, long now) =>
        Execute("UPDATE econet_gateway.history_devices SET present = $2, tidied_at = $3 WHERE device = $1", device, present, now);

    /// <remarks>How large a database may be its owner knows; what is older than is kept goes as ever.</remarks>
    public void Fit(long mostBytes)
    {
    }

    public void Transact(Action change)
    {
        Execute("BEGIN");
        change();
        Execute("COMMIT");
    }

    public void Dispose() => connection.Dispose();

    private static string OfDevice(string device) => $"series IN (SELECT id FROM econet_gateway.history_series WHERE device = {device})";

    private static long[] Ids(IReadOnlyCollection<WrittenWindow> windows) => [.. windows.Select(window => window.Id)];

    /// <summary>What a device says may hold what no text in the database can.</summary>
    private static string Text(string said) => said.Replace('\0', '\uFFFD');

    private void Execute(string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Statement(patience, sql, values);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Statement(patience, sql, values);
        return command.ExecuteScalar();
    }

    private List<T> Rows<T>(string sql, Func<NpgsqlDataReader, T> row, params ReadOnlySpan<object> values)
    {
        using var command = connection.Statement(patience, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
