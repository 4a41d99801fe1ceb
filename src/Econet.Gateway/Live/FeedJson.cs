using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Gateway.Live;

/// <summary>The JSON of events, written once for all clients; without the opening brace, the kind and the number.</summary>
internal static class FeedJson
{
    public static ReadOnlyMemory<byte> Change(ParameterChanged c) => Fields(new ChangeFields(
        c.Device, c.Key, c.Index, c.Quality == Quality.Absent ? default : c.Value, c.OldValue, c.Quality, c.ReadAt, c.ChangedAt));

    public static ReadOnlyMemory<byte> Alarm(string device, Alarm alarm) => Fields(device, AlarmBody.Of(alarm));

    public static ReadOnlyMemory<byte> Health(HealthChanged h) => Fields(new HealthFields(h.Device, h.Alive, h.Problems));

    public static ReadOnlyMemory<byte> Write(string device, WriteJob job) => Fields(device, WriteJobBody.Of(job));

    public static ReadOnlyMemory<byte> Removed(string device) => Fields(new RemovedFields(device));

    /// <param name="parameters">Those of the snapshot that are sent.</param>
    /// <param name="notFound">Names asked for that no parameter has.</param>
    public static ReadOnlyMemory<byte> Snapshot(
        DeviceSnapshot snapshot, ParameterKeys keys, IReadOnlyCollection<ParameterValue> parameters, IReadOnlyCollection<string> notFound)
    {
        var output = new ArrayBufferWriter<byte>(256 + (parameters.Count * 256));
        using var writer = new Utf8JsonWriter(output, Json.Writer);
        writer.WriteStartObject();
        writer.WriteString("device", snapshot.Device);
        writer.WriteBoolean("alive", snapshot.Alive);
        writer.WritePropertyName("problem");
        JsonSerializer.Serialize(writer, snapshot.Problems, Json.Options);
        ParametersBodies.WriteFields(writer, snapshot, keys, ParameterView.Bare.Instance, parameters, notFound);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory[1..];
    }

    private static ReadOnlyMemory<byte> Fields<T>(T fields) => JsonSerializer.SerializeToUtf8Bytes(fields, Json.Options).AsMemory(1);

    private static ReadOnlyMemory<byte> Fields<T>(string device, T body) => (byte[])
    [
        .. "\"device\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(device, Json.Options), (byte)',', .. Fields(body).Span,
    ];

    private sealed record ChangeFields(
        string Device, string Key, int Index, Value Value, Value OldValue, Quality Quality, DateTimeOffset? ReadAt, DateTimeOffset? ChangedAt);

    private sealed record RemovedFields(string Device);

    private sealed record HealthFields(string Device, bool Alive, ImmutableArray<Problem> Problem);
}
