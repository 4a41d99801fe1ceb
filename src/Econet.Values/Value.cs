using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Econet.Values;

/// <summary>
/// A parameter's value with its type. Integers are equal when their numbers are, whatever their widths: <c>Value.Of(45)</c> equals 45 of
/// an <c>uint8</c>. All others are equal when type and bits are, so NaN equals NaN, and a change of the last bit is a change.
/// <c>default</c> is <see cref="None"/>.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    /// <summary>The number with which a float says that there is none.</summary>
    public const double NoneNumber = 999.0;

    private readonly long _bits;
    private readonly string? _text;

    private Value(ParameterType type, long bits, string? text = null)
    {
        Type = type;
        _bits = bits;
        _text = text;
    }

    /// <summary>No value: never read, or the device has none to tell.</summary>
    public static Value None => default;

    public ParameterType Type { get; }

    /// <summary>There is no value.</summary>
    public bool IsNone => Type == ParameterType.None;

    /// <summary>What a device says of a sensor that is missing: a float that is NaN, infinite, or <see cref="NoneNumber"/>.</summary>
    public bool SaysNone => Type.IsFloatingPoint() && (!double.IsFinite(ToDouble()) || ToDouble() == NoneNumber);

    /// <exception cref="ArgumentException">The text holds a zero character, which ends texts on the wire.</exception>
    public static Value Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("A text can't hold a zero character.", nameof(text))
            : new Value(ParameterType.String, 0, text);
    }

    public static Value Of(bool value) => new(ParameterType.Bool, value ? 1 : 0);

    public static Value Of(int value) => new(ParameterType.Int32, value);

    public static Value Of(uint value) => new(ParameterType.UInt32, value);

    public static Value Of(long value) => new(ParameterType.Int64, value);

    public static Value Of(ulong value) => new(ParameterType.UInt64, (long)value);

    public static Value Of(float value) => new(ParameterType.Float, BitConverter.SingleToUInt32Bits(value));

    public static Value Of(double value) => new(ParameterType.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>An integer type's value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not an integer's, or can't hold the number.</exception>
    public static Value Of(ParameterType type, Int128 number)
    {
        var (min, max) = Range(type);
        if (number < min || number > max)
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, $"{type.Name()} holds {min} to {max}");
        }

        return new Value(type, (long)(UInt128)(number & ulong.MaxValue));
    }

    public static implicit operator Value(string text) => Of(text);

    public static implicit operator Value(bool value) => Of(value);

    public static implicit operator Value(int value) => Of(value);

    public static implicit operator Value(uint value) => Of(value);

    public static implicit operator Value(long value) => Of(value);

    public static implicit operator Value(ulong value) => Of(value);

    public static implicit operator Value(float value) => Of(value);

    public static implicit operator Value(double value) => Of(value);

    /// <inheritdoc cref="ToDouble"/>
    public static explicit operator double(Value value) => value.ToDouble();

    /// <summary>The smallest and the largest number of an integer type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not an integer's.</exception>
    public static (Int128 Min, Int128 Max) Range(ParameterType type) => type switch
    {
        ParameterType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ParameterType.Int16 => (short.MinValue, short.MaxValue),
        ParameterType.Int32 => (int.MinValue, int.MaxValue),
        ParameterType.Int64 => (long.MinValue, long.MaxValue),
        ParameterType.UInt8 => (0, byte.MaxValue),
        ParameterType.UInt16 => (0, ushort.MaxValue),
        ParameterType.UInt32 => (0, uint.MaxValue),
        ParameterType.UInt64 => (0, ulong.MaxValue),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an integer type"),
    };

    /// <summary>
    /// Takes a value of <paramref name="type"/> from the front of <paramref name="bytes"/>: little-endian, a text in UTF-8 up to its closing
    /// zero byte.
    /// </summary>
    /// <returns>False, and nothing taken, when bytes are missing or the type is unknown.</returns>
    public static bool TryRead(ParameterType type, ref ReadOnlySpan<byte> bytes, out Value value)
    {
        value = default;
        if (type == ParameterType.String)
        {
            var end = bytes.IndexOf((byte)0);
            if (end < 0)
            {
                return false;
            }

            value = new Value(ParameterType.String, 0, Encoding.UTF8.GetString(bytes[..end]));
            bytes = bytes[(end + 1)..];
            return true;
        }

        if (!type.IsKnown() || bytes.Length < type.Size())
        {
            return false;
        }

        value = new Value(type, type switch
        {
            ParameterType.Int8 => (sbyte)bytes[0],
            ParameterType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ParameterType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ParameterType.UInt8 => bytes[0],
            ParameterType.Bool => bytes[0] == 0 ? 0 : 1,
            ParameterType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ParameterType.UInt32 or ParameterType.Float => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        });
        bytes = bytes[type.Size()..];
        return true;
    }

    /// <summary>Writes what <see cref="TryRead"/> reads.</summary>
    /// <exception cref="InvalidOperationException">There is no value.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (IsNone)
        {
            throw new InvalidOperationException("There is no value to write.");
        }

        if (_text is not null)
        {
            Encoding.UTF8.GetBytes(_text, output);
            output.Write([(byte)0]);
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _bits);
        output.Write(bytes[..Type.Size()]);
    }

    /// <summary>The number; a bool is 0 or 1. 64-bit integers lose what a double can't hold.</summary>
    /// <exception cref="InvalidOperationException">A string, or no value.</exception>
    public double ToDouble() => Type switch
    {
        ParameterType.Float => BitConverter.UInt32BitsToSingle((uint)_bits),
        ParameterType.Double => BitConverter.Int64BitsToDouble(_bits),
        _ => (double)ToInteger(),
    };

    /// <summary>As <see cref="ToDouble"/>; false for a text, and for no value.</summary>
    public bool TryToDouble(out double number)
    {
        var isNumber = Type is not (ParameterType.None or ParameterType.String);
        number = isNumber ? ToDouble() : 0;
        return isNumber;
    }

    /// <summary>The exact integer; a bool is 0 or 1.</summary>
    /// <exception cref="InvalidOperationException">Not an integer.</exception>
    public Int128 ToInteger() => Type switch
    {
        ParameterType.UInt64 => (ulong)_bits,
        ParameterType.None or ParameterType.String or ParameterType.Float or ParameterType.Double =>
            throw new InvalidOperationException($"{Describe()} is not an integer."),
        _ => _bits,
    };

    /// <exception cref="InvalidOperationException">Not a bool.</exception>
    public bool ToBool() => Type == ParameterType.Bool
        ? _bits != 0
        : throw new InvalidOperationException($"{Describe()} is not a bool.");

    /// <exception cref="InvalidOperationException">Not a string.</exception>
    public string ToText() => _text ?? throw new InvalidOperationException($"{Describe()} is not a string.");

    public bool Equals(Value other) => Type.IsInteger() && other.Type.IsInteger()
        ? _bits == other._bits && (_bits >= 0 || (Type == ParameterType.UInt64) == (other.Type == ParameterType.UInt64))
        : Type == other.Type && _bits == other._bits && _text == other._text;

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Type.IsInteger() ? ParameterType.Int64 : Type, _bits, _text);

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>As people write it, with a point and without a unit: <c>22.3</c>, <c>true</c>; empty when there is none.</summary>
    public override string ToString() => Type switch
    {
        ParameterType.None => "",
        ParameterType.String => _text!,
        ParameterType.Bool => _bits != 0 ? "true" : "false",
        ParameterType.Float => ((float)ToDouble()).ToString("R", CultureInfo.InvariantCulture),
        ParameterType.Double => ToDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => ToInteger().ToString(CultureInfo.InvariantCulture),
    };

    private string Describe() => IsNone ? "No value" : $"A {Type.Name()}";
}
