using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>Turns what a client gave (a bool, a number, a text) into a value of a parameter's type, or says why it is none.</summary>
internal static class ValueInput
{
    /// <param name="given">A bool, a number of any .NET type, a string, an enum, a value, a JSON element.</param>
    /// <param name="failure">For the client; null when the value is good.</param>
    public static bool TryConvert(
        ParameterDefinition definition, object? given, double? min, double? max, out Value value, [NotNullWhen(false)] out RequestFailed? failure)
    {
        value = default;
        if (!definition.Writable)
        {
            failure = new RequestFailed(EconetError.ReadOnly, "Parameter is read-only");
            return false;
        }

        if (!WrittenValue.TryPlain(given, out var input, out var problem))
        {
            failure = WrongType(problem);
            return false;
        }

        failure = definition.Type switch
        {
            ParameterType.String => TryText(input, out value),
            ParameterType.Bool => TryBool(input, out value),
            ParameterType.Float or ParameterType.Double => TryFloat(definition.Type, input, min, max, out value),
            _ when definition.Type.IsInteger() => TryInteger(definition.Type, input, min, max, out value),
            _ => new RequestFailed(EconetError.ReadOnly, "Parameter has a type that can't be written"),
        };
        return failure is null;
    }

    /// <summary>True when a value, and not only an input, is within the limits.</summary>
    public static bool IsWithin(Value value, double? min, double? max) =>
        value.Type is ParameterType.String or ParameterType.Bool
        || ((min is not { } low || value.ToDouble() >= low) && (max is not { } high || value.ToDouble() <= high));

    private static RequestFailed? TryText(object? input, out Value value)
    {
        value = default;
        if (input is not string text)
        {
            return WrongType($"Value must be a string, not {Describe(input)}");
        }

        if (Encoding.UTF8.GetByteCount(text) > ParameterDefinition.MaxTextBytes)
        {
            return new RequestFailed(EconetError.BadValue, $"String is too long: at most {ParameterDefinition.MaxTextBytes} bytes");
        }

        if (text.Any(char.IsControl))
        {
            return new RequestFailed(EconetError.BadValue, "String contains control characters");
        }

        value = Value.Of(text);
        return null;
    }

    private static RequestFailed? TryBool(object? input, out Value value)
    {
        value = default;
        bool? flag = input is bool given ? given : TryWhole(input, out var number) ? (number == 0 ? false : number == 1 ? true : null) : null;
        if (flag is not { } known)
        {
            return WrongType($"Value must be true or false, not {Describe(input)}");
        }

        value = Value.Of(known);
        return null;
    }

    private static RequestFailed? TryInteger(ParameterType type, object? input, double? min, double? max, out Value value)
    {
        value = default;
        if (!IsNumber(input))
        {
            return WrongType($"Value must be a number, not {Describe(input)}");
        }

        var (low, high) = Value.Range(type);
        if (TryWhole(input, out var number))
        {
            if (number >= low && number <= high)
            {
                value = Value.Of(type, (Int128)number);
                if (IsWithin(value, min, max))
                {
                    return null;
                }
            }

            return OutOfRange(min ?? (double)low, max ?? (double)high);
        }

        return WrongType(double.IsFinite(AsDouble(input)) ? $"Value must be a whole number for type {type.Name()}" : "Value must be a finite number");
    }

    private static RequestFailed? TryFloat(ParameterType type, object? input, double? min, double? max, out Value value)
    {
        value = default;
        if (!IsNumber(input))
        {
            return WrongType($"Value must be a number, not {Describe(input)}");
        }

        var number = AsDouble(input);
        if (!double.IsFinite(number))
        {
            return WrongType("Value must be a finite number");
        }

        value = type == ParameterType.Float ? Value.Of((float)number) : Value.Of(number);
        if (!double.IsFinite(value.ToDouble()) || !IsWithin(value, min, max))
        {
            return OutOfRange(min, max);
        }

        return null;
    }

    private static RequestFailed OutOfRange(double? min, double? max) => new(EconetError.OutOfRange, (min, max) switch
    {
        ({ } low, { } high) when low > high => string.Create(
            CultureInfo.InvariantCulture,
            $"The device's own limits contradict each other: at least {low}, but at most {high}. Nothing can be written until one of them is changed"),
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"Value out of range [{low}-{high}]"),
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"Value out of range: at least {low}"),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"Value out of range: at most {high}"),
        _ => "Value out of range of its type",
    });

    private static RequestFailed WrongType(string message) => new(EconetError.WrongType, message);

    private static bool TryWhole(object? input, out BigInteger number)
    {
        number = default;
        switch (input)
        {
            case sbyte or short or int or long or byte or ushort or uint:
                number = Convert.ToInt64(input, CultureInfo.InvariantCulture);
                return true;
            case ulong big:
                number = big;
                return true;
            case decimal exact when exact == decimal.Truncate(exact):
                number = new BigInteger(exact);
                return true;
            case float or double when double.IsInteger(AsDouble(input)):
                number = new BigInteger(AsDouble(input));
                return true;
            default:
                return false;
        }
    }

    private static bool IsNumber(object? input) =>
        input is sbyte or short or int or long or byte or ushort or uint or ulong or float or double or decimal;

    private static double AsDouble(object? input) => Convert.ToDouble(input, CultureInfo.InvariantCulture);

    private static string Describe(object? input) => input switch
    {
        null => "null",
        bool => "a boolean",
        string => "a string",
        _ when IsNumber(input) => $"the number {Convert.ToString(input, CultureInfo.InvariantCulture)}",
        _ => "that",
    };
}
