using System.Globalization;
using System.Text;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>Reads the payload of a command: plain text, or <c>{"value": …}</c>.</summary>
internal static class CommandPayload
{
    /// <summary>Longer than any value that a parameter takes.</summary>
    public const int MaxBytes = 1024;

    /// <summary>What asks for something that takes no value.</summary>
    public const string Press = "PRESS";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="type">The parameter's type: plain text does not tell whether it means a number.</param>
    /// <returns>A bool, a number or a text.</returns>
    /// <exception cref="BadRequestException">It is not a value; the message says why.</exception>
    public static object Parse(ReadOnlySpan<byte> payload, ParameterType type)
    {
        if (payload.Length > MaxBytes)
        {
            throw new BadRequestException($"The payload is longer than {MaxBytes} bytes");
        }

        if (payload.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            return ValueBody.Parse(payload);
        }

        var text = Text(payload);
        if (text.Length == 0 || (type != ParameterType.String && string.IsNullOrWhiteSpace(text)))
        {
            // Also how a retained command is taken back, which a broker of version 3.1.1 does not tell from one that is meant.
            throw new BadRequestException("The payload is empty; {\"value\": \"\"} is an empty text");
        }

        if (type == ParameterType.String)
        {
            return text;
        }

        text = text.Trim();
        return Number(text) ?? Flag(text) ?? throw new BadRequestException(
            type == ParameterType.Bool ? "Value must be true or false" : "Value must be a number");
    }

    /// <exception cref="BadRequestException">It is not <see cref="Press"/>.</exception>
    public static void CheckPress(ReadOnlySpan<byte> payload)
    {
        if (!Text(payload).Trim().Equals(Press, StringComparison.OrdinalIgnoreCase))
        {
            throw new BadRequestException($"The payload must be {Press}");
        }
    }

    private static string Text(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Strict.GetString(payload);
        }
        catch (ArgumentException)
        {
            throw new BadRequestException("The payload is not UTF-8");
        }
    }

    private static object? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "ON" => true,
        "FALSE" or "OFF" => false,
        _ => null,
    };

    private static object? Number(string text)
    {
        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var large) ? large
            : decimal.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var exact) ? exact
            : double.TryParse(text, Decimal | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number
            : null;
    }
}
