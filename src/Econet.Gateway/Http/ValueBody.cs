using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors.Vocabulary;

namespace Econet.Gateway.Http;

/// <summary>
/// Reads the body of a write, <c>{"value": 47.0}</c>, or of some bits of a word, <c>{"bits": {"Cooling": true}}</c>: strictly, since a write
/// that was not meant costs more than a 400.
/// </summary>
internal static class ValueBody
{
    private const string Shape = "{\"value\": …}";

    /// <returns>
    /// A bool, a string, or a number: long or ulong where it is written as one and fits, else decimal, else double; or <see cref="BitChanges"/>.
    /// </returns>
    /// <exception cref="BadRequestException">The body is not what it must be.</exception>
    public static async Task<object> ReadAsync(HttpRequest request, CancellationToken cancellation) =>
        Parse(await JsonBody.ReadAsync(request, cancellation));

    public static object Parse(ReadOnlySpan<byte> json) => JsonBody.Parse(json, Shape, Parse);

    private static object Parse(ref Utf8JsonReader reader)
    {
        object? value = null;
        string? unknown = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                value = value is null ? Scalar(ref reader, "The value") : throw new BadRequestException("The field 'value' is given twice");
            }
            else if (reader.ValueTextEquals("bits"u8))
            {
                reader.Read();
                value = value is null ? Bits(ref reader) : throw new BadRequestException("The body has 'value' and 'bits', or one of them twice");
            }
            else
            {
                unknown ??= reader.GetString();
                reader.Skip();
            }
        }

        return unknown is not null ? throw new BadRequestException($"Unknown field '{unknown}'; the body takes {Shape}")
            : value ?? throw new BadRequestException($"The field 'value' is missing; the body takes {Shape}");
    }

    private static BitChanges Bits(ref Utf8JsonReader reader)
    {
        const string Wrong = "'bits' must be an object of bit names with true or false, such as {\"Cooling\": true}";
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new BadRequestException(Wrong);
        }

        var bits = ImmutableDictionary.CreateBuilder<string, bool>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            {
                throw new BadRequestException(Wrong);
            }

            if (!bits.TryAdd(name, reader.TokenType == JsonTokenType.True))
            {
                throw new BadRequestException($"The bit '{name}' is given twice");
            }
        }

        return new BitChanges(bits.ToImmutable());
    }

    /// <summary>The value at which the reader stands.</summary>
    /// <param name="name">What it is called in a message.</param>
    /// <exception cref="BadRequestException">It is none that a parameter could have.</exception>
    public static object Scalar(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Number(ref reader, name),
        JsonTokenType.Null => throw new BadRequestException($"{name} is null; it must be a number, true or false, or a string", code: RefusalCode.WrongType),
        _ => throw new BadRequestException($"{name} must be a number, true or false, or a string, not a list or an object", code: RefusalCode.WrongType),
    };

    private static object Number(ref Utf8JsonReader reader, string name)
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

        return isDouble ? number : throw new BadRequestException($"{name} is too large a number", code: RefusalCode.OutOfRange);
    }
}
