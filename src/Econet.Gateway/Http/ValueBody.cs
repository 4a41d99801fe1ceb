using System.Buffers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Http;

/// <summary>Reads the body of a write, <c>{"value": 47.0}</c>: strictly, since a write that was not meant costs more than a 400.</summary>
internal static class ValueBody
{
    public const int MaxBytes = 64 * 1024;

    public const string TooLarge = "The body is larger than 64 kB";

    private const string Shape = "{\"value\": …}";

    /// <returns>A bool, a string, or a number: long or ulong where it is written as one and fits, else decimal, else double.</returns>
    /// <exception cref="BadRequestException">The body is not what it must be.</exception>
    public static async Task<object> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw new BadRequestException(TooLarge, StatusCodes.Status413PayloadTooLarge);
        }

        var body = await BytesAsync(request, cancellation);
        // A request without a body need not say what it is.
        if (body.Length > 0)
        {
            CheckType(request.ContentType);
        }

        return Parse(body);
    }

    public static object Parse(ReadOnlySpan<byte> json)
    {
        var bom = Encoding.UTF8.Preamble;
        json = json.StartsWith(bom) ? json[bom.Length..] : json;
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new BadRequestException($"The request has no body; it takes {Shape}");
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            return Parse(ref reader);
        }
        catch (JsonException bad)
        {
            throw new BadRequestException($"The body is not valid JSON (line {bad.LineNumber + 1}, byte {bad.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException)
        {
            // What the reader says of text that is not UTF-8, and of half a surrogate pair.
            throw new BadRequestException("The body holds text that is not valid Unicode");
        }
    }

    private static object Parse(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new BadRequestException($"The body must be a JSON object, {Shape}");
        }

        object? value = null;
        string? unknown = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                value = value is null ? Scalar(ref reader) : throw new BadRequestException("The field 'value' is given twice");
            }
            else
            {
                unknown ??= reader.GetString();
                reader.Skip();
            }
        }

        // Anything after the object is an error that only reading on finds.
        reader.Read();
        return unknown is not null ? throw new BadRequestException($"Unknown field '{unknown}'; the body takes {Shape}")
            : value ?? throw new BadRequestException($"The field 'value' is missing; the body takes {Shape}");
    }

    private static object Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.Null => throw new BadRequestException("The value is null; it must be a number, true or false, or a string"),
        _ => throw new BadRequestException("The value must be a number, true or false, or a string, not a list or an object"),
    };

    private static object Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        if (reader.TryGetUInt64(out var large))
        {
            return large;
        }

        var isDouble = reader.TryGetDouble(out var number) && double.IsFinite(number);
        // A decimal keeps 47.10 what it is, and turns what is smaller than it can hold into 0.
        if (reader.TryGetDecimal(out var exact) && (exact != 0 || number == 0))
        {
            return exact;
        }

        return isDouble ? number : throw new BadRequestException("The value is too large a number");
    }

    /// <summary>Only JSON: it also keeps pages of other origins from writing with a plain form.</summary>
    private static void CheckType(string? contentType)
    {
        var isJson = MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
                || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                    && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
            && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw new BadRequestException(
                "Content-Type must be application/json in UTF-8", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static async Task<byte[]> BytesAsync(HttpRequest request, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        while (bytes.WrittenCount <= MaxBytes)
        {
            var read = await request.Body.ReadAsync(bytes.GetMemory(256), cancellation);
            if (read == 0)
            {
                return bytes.WrittenSpan.ToArray();
            }

            bytes.Advance(read);
        }

        throw new BadRequestException(TooLarge, StatusCodes.Status413PayloadTooLarge);
    }
}
