using System.Buffers;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Http;

/// <summary>
/// The bodies of <c>GET /api/parameters</c>. One with all parameters is some 400 kB: it is written once for each snapshot, and those that were asked
/// for last are kept.
/// </summary>
internal sealed class ParametersBodies
{
    /// <summary>More than a house has devices and ways to ask for them. A node of a cluster may be asked for thousands.</summary>
    public const int MostKept = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, ParameterKeys Keys, string View), Kept> _kept = [];
    private long _asked;

    /// <summary>All parameters of a snapshot.</summary>
    public ReadOnlyMemory<byte> All(DeviceSnapshot snapshot, ParameterKeys keys, ParameterView view)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue((snapshot.Device, keys, view.Key), out var kept)
                || kept.Version != snapshot.Version || kept.At != snapshot.Timestamp || kept.ViewAge != view.Age)
            {
                kept = new Kept(snapshot.Version, snapshot.Timestamp, view.Age, Write(snapshot, keys, view, snapshot.Parameters, []));
                _kept[(snapshot.Device, keys, view.Key)] = kept;
                if (_kept.Count > MostKept)
                {
                    _kept.Remove(_kept.MinBy(one => one.Value.Asked).Key);
                }
            }

            kept.Asked = ++_asked;
            return kept.Body;
        }
    }

    /// <param name="notFound">Names asked for that no parameter has.</param>
    public static ReadOnlyMemory<byte> Write(
        DeviceSnapshot snapshot, ParameterKeys keys, ParameterView view, IReadOnlyCollection<ParameterValue> parameters,
        IReadOnlyCollection<string> notFound)
    {
        var output = new ArrayBufferWriter<byte>(256 + (parameters.Count * 256));
        using var writer = new Utf8JsonWriter(output, Json.Writer);
        writer.WriteStartObject();
        WriteFields(writer, snapshot, keys, view, parameters, notFound);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>The body of one parameter.</summary>
    public static ReadOnlyMemory<byte> WriteOne(ParameterValue parameter, ParameterView view)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(output, Json.Writer);
        view.Write(writer, parameter);
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>The fields of such a body, into an object that has begun.</summary>
    public static void WriteFields(
        Utf8JsonWriter writer, DeviceSnapshot snapshot, ParameterKeys keys, ParameterView view,
        IReadOnlyCollection<ParameterValue> parameters, IReadOnlyCollection<string> notFound)
    {
        writer.WritePropertyName("timestamp");
        JsonSerializer.Serialize(writer, snapshot.Timestamp, Json.Options);
        writer.WriteStartObject("parameters");
        Span<byte> index = stackalloc byte[16];
        foreach (var parameter in parameters)
        {
            if (keys == ParameterKeys.Index)
            {
                parameter.Index.TryFormat(index, out var length);
                writer.WritePropertyName(index[..length]);
            }
            else
            {
                writer.WritePropertyName(parameter.Key);
            }

            view.Write(writer, parameter);
        }

        writer.WriteEndObject();
        if (notFound.Count > 0)
        {
            writer.WritePropertyName("not_found");
            JsonSerializer.Serialize(writer, notFound, Json.Options);
        }
    }

    private sealed record Kept(long Version, DateTimeOffset At, int ViewAge, ReadOnlyMemory<byte> Body)
    {
        public long Asked { get; set; } = long.MaxValue;
    }
}
