using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Serialization;

/// <summary>Reads what <see cref="WireOutput"/> wrote. What ends too early, or can't be, is a <see cref="SerializationException"/>.</summary>
internal sealed class WireInput(byte[] bytes, ExtendedActorSystem system)
{
    /// <summary>The bit of <see cref="BoolAnd"/> that announces a text.</summary>
    public const byte TextFollows = 2;

    private int _place;

    public ExtendedActorSystem System => system;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    /// <summary>What <see cref="WireOutput.BoolAnd"/> wrote.</summary>
    public (bool Value, string? Text) BoolAnd()
    {
        var both = Byte();
        return ((both & 1) != 0, (both & TextFollows) == 0 ? null : Text());
    }

    public long Int()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new SerializationException("A number is longer than 64 bits.");
    }

    public int Int32() => (int)Int();

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public string Text() => Encoding.UTF8.GetString(Take(Length()));

    public byte[] Bytes() => Take(Length()).ToArray();

    public Guid Guid() => new(Take(Length()));

    public TimeSpan Span() => new(Int());

    public DateTimeOffset Time() => new(Int(), TimeSpan.FromMinutes(Int()));

    public IActorRef Actor() => system.Provider.ResolveActorRef(Text());

    public Value Value()
    {
        var type = (ParameterType)Byte();
        if (type == ParameterType.None)
        {
            return Values.Value.None;
        }

        ReadOnlySpan<byte> rest = bytes.AsSpan(_place);
        if (!Values.Value.TryRead(type, ref rest, out var value))
        {
            throw new SerializationException($"A value of type {type} is cut off.");
        }

        _place = bytes.Length - rest.Length;
        return value;
    }

    public T? MaybeValue<T>(Func<T> read)
        where T : struct => Bool() ? read() : null;

    public T? Maybe<T>(Func<T> read)
        where T : class => Bool() ? read() : null;

    public ImmutableArray<T> List<T>(Func<T> read)
    {
        var count = Length();
        var list = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++)
        {
            list.Add(read());
        }

        return list.MoveToImmutable();
    }

    public object? Plain() => (PlainType)Byte() switch
    {
        PlainType.Null => null,
        PlainType.Bool => Bool(),
        PlainType.SByte => (sbyte)Int(),
        PlainType.Byte => (byte)Int(),
        PlainType.Int16 => (short)Int(),
        PlainType.UInt16 => (ushort)Int(),
        PlainType.Int32 => (int)Int(),
        PlainType.UInt32 => (uint)Int(),
        PlainType.Int64 => Int(),
        PlainType.UInt64 => (ulong)Int(),
        PlainType.Single => (float)Double(),
        PlainType.Double => Double(),
        PlainType.Decimal => decimal.Parse(Text(), CultureInfo.InvariantCulture),
        PlainType.Text => Text(),
        PlainType.Time => Time(),
        PlainType.Span => Span(),
        PlainType.Bits => new BitChanges(List(() => KeyValuePair.Create(Text(), Bool())).ToImmutableDictionary()),
        var type => throw new SerializationException($"There is no plain value of type {(byte)type}."),
    };

    /// <summary>As many as can follow: a damaged length does not make room for gigabytes.</summary>
    private int Length() => Int() is >= 0 and var length && length <= bytes.Length - _place
        ? (int)length
        : throw new SerializationException("A message is cut off.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _place)
        {
            throw new SerializationException("A message is cut off.");
        }

        _place += count;
        return bytes.AsSpan(_place - count, count);
    }
}
