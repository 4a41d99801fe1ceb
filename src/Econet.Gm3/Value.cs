using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Econet.Gm3;

/// <summary>
/// A parameter's value with its type. Two values are equal when type and bits are (so NaN equals NaN, and a change of the last
/// bit is a change). <c>default</c> is no value at all.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    /// <summary>What a float says when its sensor is not fitted.</summary>
    public const double NotFitted = 999.0;

    private readonly long _bits;
    private readonly string? _text;

    private Value(ParameterType type, long bits, string? text = null)
    {
        Type = type;
        _bits = bits;
        _text = text;
    }

    public ParameterType Type { get; }

    /// <summary>True for <c>default</c>: never read.</summary>
    public bool IsNone => Type == ParameterType.None;

    /// <summary>True when a float says that its sensor is absent: NaN, or the sentinel 999.0.</summary>
    public bool IsAbsent => Type.IsFloatingPoint() && (double.IsNaN(ToDouble()) || ToDouble() == NotFitted);

    /// <exception cref="ArgumentException">The text holds a zero character, which ends texts on the wire.</exception>
    public static Value Of(string text) => new(ParameterType.String, 0, WireWriter.Checked(text));

    public static Value Of(float value) => new(ParameterType.Float, BitConverter.SingleToUInt32Bits(value));

    public static Value Of(double value) => new(ParameterType.Double, BitConverter.DoubleToInt64Bits(value));

    public static Value Of(bool value) => new(ParameterType.Bool, value ? 1 : 0);

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

    /// <summary>Takes a value of <paramref name="type"/> from the front of <paramref name="bytes"/>.</summary>
    public static bool TryRead(ParameterType type, ref ReadOnlySpan<byte> bytes, out Value value)
    {
        var reader = new WireReader(bytes);
        if (!TryRead(type, ref reader, out value))
        {
            return false;
        }

        bytes = reader.Rest;
        return true;
    }

    internal static bool TryRead(ParameterType type, ref WireReader reader, out Value value)
    {
        value = default;
        if (type == ParameterType.String)
        {
            if (!reader.TryString(out var text))
            {
                return false;
            }

            value = new Value(ParameterType.String, 0, text);
            return true;
        }

        if (!type.IsKnown() || !reader.TryTake(type.Size(), out var bytes))
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
        return true;
    }

    /// <exception cref="InvalidOperationException">There is no value.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        if (IsNone)
        {
            throw new InvalidOperationException("There is no value to write.");
        }

        if (_text is not null)
        {
            output.WriteString(_text);
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

    /// <summary>The exact integer; a bool is 0 or 1.</summary>
    /// <exception cref="InvalidOperationException">Not an integer.</exception>
    public Int128 ToInteger() => Type switch
    {
        ParameterType.UInt64 => (ulong)_bits,
        ParameterType.None or ParameterType.String or ParameterType.Float or ParameterType.Double =>
            throw new InvalidOperationException($"A {Type.Name()} is not an integer."),
        _ => _bits,
    };

    /// <exception cref="InvalidOperationException">Not a string.</exception>
    public string ToText() => _text ?? throw new InvalidOperationException($"A {Type.Name()} is not a string.");

    public bool Equals(Value other) => Type == other.Type && _bits == other._bits && _text == other._text;

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Type, _bits, _text);

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    public override string ToString() => Type switch
    {
        ParameterType.None => "",
        ParameterType.String => _text!,
        ParameterType.Bool => _bits != 0 ? "true" : "false",
        ParameterType.Float => ((float)ToDouble()).ToString("R", CultureInfo.InvariantCulture),
        ParameterType.Double => ToDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => ToInteger().ToString(CultureInfo.InvariantCulture),
    };
}
