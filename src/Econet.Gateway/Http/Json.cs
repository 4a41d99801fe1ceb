using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Gateway.Http;

/// <summary>How the API writes JSON: snake_case, text as it is, times in UTC with milliseconds, numbers no longer than they are.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>For writers that write by hand. The bodies are never part of an HTML page, so ° and ' need no escape.</summary>
    public static JsonWriterOptions Writer { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new ValueConverter());
        options.Converters.Add(new TimestampConverter());
        options.Converters.Add(new LocalTimeConverter());
        options.Converters.Add(new JsonStringEnumConverter<Quality>(JsonNamingPolicy.SnakeCaseLower));
        options.Converters.Add(new JsonStringEnumConverter<RefusalCode>(JsonNamingPolicy.SnakeCaseLower));
        options.Converters.Add(new JsonStringEnumConverter<WriteStatus>(JsonNamingPolicy.SnakeCaseLower));
        options.Converters.Add(new JsonStringEnumConverter<PairingState>(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }

    /// <summary>A converter that only writes.</summary>
    internal abstract class WriteOnly<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }

    /// <summary>The value as the JSON of its type, a float in its shortest form; null for none and for absent sensors.</summary>
    private sealed class ValueConverter : WriteOnly<Value>
    {
        public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options)
        {
            switch (value.Type)
            {
                case ParameterType.String:
                    writer.WriteStringValue(value.ToText());
                    break;
                case ParameterType.Bool:
                    writer.WriteBooleanValue(value.ToInteger() != 0);
                    break;
                case ParameterType.UInt64:
                    writer.WriteNumberValue((ulong)value.ToInteger());
                    break;
                case ParameterType.Float when !value.SaysNone && double.IsFinite(value.ToDouble()):
                    writer.WriteNumberValue((float)value.ToDouble());
                    break;
                case ParameterType.Double when !value.SaysNone && double.IsFinite(value.ToDouble()):
                    writer.WriteNumberValue(value.ToDouble());
                    break;
                case var integer when integer.IsInteger():
                    writer.WriteNumberValue((long)value.ToInteger());
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
        }
    }

    private sealed class TimestampConverter : WriteOnly<DateTimeOffset>
    {
        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[32];
            value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            writer.WriteStringValue(text[..length]);
        }
    }

    /// <summary>The local time of a device, which does not tell its zone.</summary>
    private sealed class LocalTimeConverter : WriteOnly<DateTime>
    {
        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
    }
}

/// <summary>A limit: one that came as a float has its shortest form, 0.1 and not 0.10000000149011612.</summary>
internal sealed class LimitConverter : Json.WriteOnly<double?>
{
    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is not { } limit || !double.IsFinite(limit))
        {
            writer.WriteNullValue();
        }
        else if (limit == (float)limit)
        {
            writer.WriteNumberValue((float)limit);
        }
        else
        {
            writer.WriteNumberValue(limit);
        }
    }
}
