using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What callers write, as one of the few things that a message carries: a bool, a number, a string, null, or bits by their names.</summary>
internal static class WrittenValue
{
    /// <param name="problem">Names the type that can't be written; null when it can.</param>
    public static bool TryPlain(object? value, out object? plain, [NotNullWhen(false)] out string? problem)
    {
        (plain, problem) = (value, null);
        switch (value)
        {
            case BitChanges:
                return true;
            case null or bool or string or sbyte or short or int or long or byte or ushort or uint or ulong or float or double or decimal:
                return true;
            case Value known:
                plain = Plain(known);
                return true;
            case Half half:
                plain = (double)half;
                return true;
            case Int128 or UInt128 or BigInteger or nint or nuint:
                var number = BigInteger.Parse(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                plain = BigInteger.Abs(number) <= new BigInteger(decimal.MaxValue) ? (decimal)number : (object)(double)number;
                return true;
            case Enum:
                plain = Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), CultureInfo.InvariantCulture);
                return true;
            case JsonElement { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined) } json:
                plain = Plain(json);
                return true;
            default:
                problem = $"A {Name(value)} can't be written: give a bool, a number, a string, an enum, a {nameof(Value)} or a plain {nameof(JsonElement)}";
                return false;
        }
    }

    private static string Name(object value) =>
        value is JsonElement json ? $"JSON {json.ValueKind.ToString().ToLowerInvariant()}" : value.GetType().ToString();

    private static object? Plain(Value value) => value.Type switch
    {
        ParameterType.None => null,
        ParameterType.String => value.ToText(),
        ParameterType.Bool => value.ToBool(),
        ParameterType.Float => (float)value.ToDouble(),
        ParameterType.Double => value.ToDouble(),
        ParameterType.UInt64 => (ulong)value.ToInteger(),
        _ => (long)value.ToInteger(),
    };

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetDecimal(out var exact) ? exact : json.GetDouble(),
        _ => null,
    };
}
