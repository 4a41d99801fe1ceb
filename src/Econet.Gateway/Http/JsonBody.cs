using System.Buffers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Econet.Gateway.Http;

/// <summary>The body of a request that holds one JSON object.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 64 * 1024;

    public const string TooLarge = "The body is larger than 64 kB";

    /// <summary>Reads an object's fields; the reader stands at its start, and has to be left at its end.</summary>
    public delegate T FieldsReader<out T>(ref Utf8JsonReader reader);

    /// <exception cref="BadRequestException">The body is too large, or not called JSON.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw new BadRequestException(TooLarge, StatusCodes.Status413PayloadTooLarge);
        }

        var body = await BytesAsync(request, cancellation);
        // A request without a body needs no content type.
        if (body.Length > 0)
        {
            CheckType(request.ContentType);
        }

        return body;
    }

    /// <param name="shape">What the body has to be, for the message when it is not.</param>
    /// <exception cref="BadRequestException">The body is not what it must be.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, string shape, FieldsReader<T> read)
    {
        var bom = Encoding.UTF8.Preamble;
        json = json.StartsWith(bom) ? json[bom.Length..] : json;
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new BadRequestException($"The request has no body; it takes {shape}");
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new BadRequestException($"The body must be a JSON object, {shape}");
            }

            var body = read(ref reader);
            // Anything after the object is an error that only reading on finds.
            reader.Read();
            return body;
        }
        catch (JsonException bad)
        {
            throw new BadRequestException($"The body is not valid JSON (line {bad.LineNumber + 1}, byte {bad.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to text that is not UTF-8, and to half a surrogate pair.
            throw new BadRequestException("The body contains text that is not valid Unicode");
        }
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
