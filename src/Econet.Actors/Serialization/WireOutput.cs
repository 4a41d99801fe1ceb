using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Akka.Actor;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Serialization;

/// <summary>The fields of a message as bytes, one after the other: whole numbers of variable length, all others little-endian.</summary>
internal sealed class WireOutput(ExtendedActorSystem system)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ExtendedActorSystem System => system;

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Byte(byte value) => _bytes.Write([value]);

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>
    /// Two fields in the place of one that held the first alone: the bytes are the former ones where there is no text.
    /// </summary>
    public void BoolAnd(bool value, string? text)
    {
        Byte((byte)((value ? 1 : 0) | (text is null ? 0 : WireInput.TextFollows)));
        if (text is not null)
        {
            Text(text);
        }
    }

    public void Int(long value)
    {
        // Zigzag: small negative numbers are short as well.
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    public void Text(string value)
    {
        Int(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _bytes.Write(value);
    }

    public void Guid(Guid value) => Bytes(value.ToByteArray());

    public void Span(TimeSpan value) => Int(value.Ticks);

    public void Time(DateTimeOffset value)
    {
        Int(value.Ticks);
        Int(value.TotalOffsetMinutes);
    }

    public void Actor(IActorRef value) => Text(Akka.Serialization.Serialization.SerializedActorPath(value));

    public void Value(Value value)
    {
        Byte((byte)value.Type);
        if (!value.IsNone)
        {
            value.Write(_bytes);
        }
    }

    /// <summary>A value, or the absence of one.</summary>
    public void Maybe<T>(T? value, Action<T> write)
        where T : struct
    {
        Bool(value.HasValue);
        if (value is { } given)
        {
            write(given);
        }
    }

    /// <inheritdoc cref="Maybe{T}(T?, Action{T})"/>
    public void Maybe<T>(T? value, Action<T> write)
        where T : class
    {
        Bool(value is not null);
        if (value is not null)
        {
            write(value);
        }
    }

    public void List<T>(IReadOnlyCollection<T> values, Action<T> write)
    {
        Int(values.Count);
        foreach (var value in values)
        {
            write(value);
        }
    }

    /// <summary>One of the few plain types that callers write and that a status holds; each comes back as the type it was.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public void Plain(object? value)
    {
        var type = value switch
        {
            null => PlainType.Null,
            Enum => throw new ArgumentException($"A {value.GetType()} is not a plain value.", nameof(value)),
            DateTimeOffset => PlainType.Time,
            TimeSpan => PlainType.Span,
            BitChanges => PlainType.Bits,
            _ => (PlainType)CodeOf(value),
        };
        Byte((byte)type);
        switch (value)
        {
            case bool flag:
                Bool(flag);
                break;
            case string text:
                Text(text);
                break;
            case double or float:
                Double(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                Text(number.ToString(CultureInfo.InvariantCulture));
                break;
            case ulong large:
                Int((long)large);
                break;
            case DateTimeOffset time:
                Time(time);
                break;
            case TimeSpan span:
                Span(span);
                break;
            case BitChanges bits:
                List(bits.Bits, bit =>
                {
                    Text(bit.Key);
                    Bool(bit.Value);
                });
                break;
            case not null:
                Int(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static TypeCode CodeOf(object value) => Type.GetTypeCode(value.GetType()) switch
    {
        TypeCode.Object or TypeCode.DateTime or TypeCode.Char or TypeCode.DBNull or TypeCode.Empty =>
            throw new ArgumentException($"A {value.GetType()} is not a plain value.", nameof(value)),
        var code => code,
    };
}

/// <summary>Which type a plain value is of: .NET's type codes, and a few more.</summary>
internal enum PlainType : byte
{
    Null = 0,
    Bool = TypeCode.Boolean,
    SByte = TypeCode.SByte,
    Byte = TypeCode.Byte,
    Int16 = TypeCode.Int16,
    UInt16 = TypeCode.UInt16,
    Int32 = TypeCode.Int32,
    UInt32 = TypeCode.UInt32,
    Int64 = TypeCode.Int64,
    UInt64 = TypeCode.UInt64,
    Single = TypeCode.Single,
    Double = TypeCode.Double,
    Decimal = TypeCode.Decimal,
    Text = TypeCode.String,
    Time = 32,
    Span = 33,
    Bits = 34,
}
