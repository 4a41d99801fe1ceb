using System.Buffers;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Values;

namespace Econet.Actors.Storage;

/// <summary>What a device's state looks like in the rows of a file or a database. A row that makes no sense throws.</summary>
internal static class StateRows
{
    public static readonly string[] DocumentColumns = ["name", "content", "checksum"];

    public static readonly string[] ValueColumns = ["parameter", "type", "bytes", "read_at", "changed_at"];

    public static readonly string[] WriteColumns =
    [
        "id", "key", "parameter", "type", "bytes", "old_type", "old_bytes", "origin", "created_at", "status", "sent_at", "ended_at", "message", "request",
        "correlation", "error", "retry_at",
    ];

    /// <summary>All rows that make sense; the others are noted, and cost nothing but themselves.</summary>
    public static List<T> Read<T>(DbCommand command, string table, Func<DbDataReader, T> row, List<BadRow> badRows)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            try
            {
                rows.Add(row(reader));
            }
            catch (Exception e) when (StoreTrouble.IsOfTheRow(e))
            {
                badRows.Add(new BadRow(table, $"{reader.GetValue(0)}", e.Message));
            }
        }

        return rows;
    }

    public static object?[] Of(KeyValuePair<string, byte[]> document) => [document.Key, document.Value, Checksum(document.Key, document.Value)];

    public static object?[] Of(StoredValue value) =>
        [value.Index, (int)value.Value.Type, Bytes(value.Value), value.ReadAt.UtcTicks, value.ChangedAt.UtcTicks];

    public static object?[] Of(WriteJob write) =>
    [
        write.Id, write.Key, write.Index, (int)write.Value.Type, Bytes(write.Value), (int)write.OldValue.Type, Bytes(write.OldValue), write.Origin,
        write.CreatedAt.UtcTicks, write.Status.ToString(), write.SentAt?.UtcTicks, write.EndedAt?.UtcTicks, write.Message,
        write.Request == Guid.Empty ? null : write.Request.ToString(),
        write.CorrelationId, write.Error?.ToString(), write.RetryAt?.UtcTicks,
    ];

    /// <param name="r">At a row with the <see cref="DocumentColumns"/>.</param>
    public static KeyValuePair<string, byte[]> Document(DbDataReader r)
    {
        var (name, content) = (r.GetString(0), r.GetFieldValue<byte[]>(1));
        return r.IsDBNull(2) || r.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(Checksum(name, content))
            ? KeyValuePair.Create(name, content)
            : throw new InvalidDataException("The checksum is wrong.");
    }

    /// <param name="r">At a row with the <see cref="ValueColumns"/>.</param>
    public static StoredValue Value(DbDataReader r) => new(r.GetInt32(0), ValueAt(r, 1), TimeAt(r, 3), TimeAt(r, 4));

    /// <param name="r">At a row with the <see cref="WriteColumns"/>.</param>
    public static WriteJob Write(DbDataReader r) => new(
        r.GetInt64(0), r.GetString(1), r.GetInt32(2), ValueAt(r, 3), ValueAt(r, 5), r.GetString(7), TimeAt(r, 8),
        NameAt<WriteStatus>(r, 9),
        r.IsDBNull(10) ? null : TimeAt(r, 10),
        r.IsDBNull(11) ? null : TimeAt(r, 11),
        r.IsDBNull(12) ? null : r.GetString(12))
    {
        Request = r.IsDBNull(13) ? Guid.Empty : Guid.Parse(r.GetString(13)),
        CorrelationId = r.IsDBNull(14) ? null : r.GetString(14),
        Error = r.IsDBNull(15) ? null : NameAt<EconetError>(r, 15),
        RetryAt = r.IsDBNull(16) ? null : TimeAt(r, 16),
    };

    private static byte[] Checksum(string name, byte[]? content) => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0, .. content ?? []]);

    private static T NameAt<T>(DbDataReader r, int column)
        where T : struct, Enum =>
        Enum.TryParse<T>(r.GetString(column), out var named) && Enum.IsDefined(named)
            ? named
            : throw new InvalidDataException($"There is no {typeof(T).Name} '{r.GetString(column)}'.");

    private static DateTimeOffset TimeAt(DbDataReader r, int column) => new(r.GetInt64(column), TimeSpan.Zero);

    private static Value ValueAt(DbDataReader r, int column)
    {
        if (r.IsDBNull(column + 1))
        {
            return default;
        }

        ReadOnlySpan<byte> bytes = r.GetFieldValue<byte[]>(column + 1);
        return Values.Value.TryRead((ParameterType)checked((byte)r.GetInt32(column)), ref bytes, out var value) && bytes.IsEmpty
            ? value
            : throw new InvalidDataException("A value's bytes do not fit its type.");
    }

    private static byte[]? Bytes(Value value)
    {
        if (value.IsNone)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(8);
        value.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
