using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Econet.Actors.NeaSmart;

/// <summary>Who wrote a register.</summary>
internal enum RegisterWriter : byte
{
    /// <summary>A base, or whoever else is a Modbus master.</summary>
    Base = 0,

    /// <summary>A user, whose write the base has read.</summary>
    User = 1,
}

/// <summary>A register as it is kept in the store, each in a document of its own: only those that were ever written have one.</summary>
/// <param name="TakenWrite">The write under way that the base has read and not confirmed yet; 0 without one.</param>
internal readonly record struct StoredRegister(
    ushort Address, ushort Word, RegisterWriter Writer, DateTimeOffset WrittenAt, long TakenWrite)
{
    private const string Prefix = "register/";

    /// <summary><c>word(2) writer(1) writtenAt(8, ticks UTC) takenWrite(8)</c>, little endian.</summary>
    private const int Size = 19;

    public string Document => Prefix + Address.ToString(CultureInfo.InvariantCulture);

    public byte[] Encode()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Word);
        bytes[2] = (byte)Writer;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(3), WrittenAt.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(11), TakenWrite);
        return bytes;
    }

    /// <summary>False for a document that is no register's, or not one that this version understands.</summary>
    public static bool TryDecode(string document, [NotNullWhen(true)] byte[]? content, out StoredRegister register)
    {
        register = default;
        if (!document.StartsWith(Prefix, StringComparison.Ordinal)
            || !ushort.TryParse(document.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var address)
            || content is not { Length: Size })
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(3));
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks || content[2] > (byte)RegisterWriter.User)
        {
            return false;
        }

        register = new StoredRegister(
            address, BinaryPrimitives.ReadUInt16LittleEndian(content), (RegisterWriter)content[2], new DateTimeOffset(ticks, TimeSpan.Zero),
            BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(11)));
        return true;
    }
}
