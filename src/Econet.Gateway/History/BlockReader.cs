using System.Buffers.Binary;
using System.IO.Compression;

namespace Econet.Gateway.History;

/// <summary>Takes a block apart that <see cref="BlockWriter"/> made. What does not fit is reported as damage.</summary>
internal sealed class BlockReader
{
    /// <summary>Larger than any block that is written: damage must not fill the memory.</summary>
    private const int MostBytes = 64 << 20;

    private readonly byte[] _bytes;
    private int _place;

    /// <exception cref="InvalidDataException">It is no block.</exception>
    public BlockReader(byte[] block)
    {
        _bytes = block is [] ? throw Damaged() : block[0] switch
        {
            BlockWriter.Plain => block[1..],
            BlockWriter.Deflated => Inflate(block),
            _ => throw Damaged(),
        };
    }

    public byte Byte() => _place < _bytes.Length ? _bytes[_place++] : throw Damaged();

    public void Expect(byte version)
    {
        if (Byte() != version)
        {
            throw Damaged();
        }
    }

    public ulong Unsigned()
    {
        var number = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        throw Damaged();
    }

    /// <summary>How many items follow, each of which takes a byte at least.</summary>
    public int Count() => Unsigned() is var count && count <= (ulong)(_bytes.Length - _place) ? (int)count : throw Damaged();

    /// <param name="before">The number before it; it becomes this one.</param>
    public double Number(int digits, ref long before)
    {
        switch (Unsigned())
        {
            case BlockWriter.NotANumber:
                return double.NaN;
            case BlockWriter.AllBits when _place + sizeof(double) <= _bytes.Length:
                _place += sizeof(double);
                return BinaryPrimitives.ReadDoubleLittleEndian(_bytes.AsSpan(_place - sizeof(double)));
            case BlockWriter.AllBits:
                throw Damaged();
            case var told:
                var zigzag = told - BlockWriter.FirstDifference;
                before += (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
                return before / BlockWriter.Power(digits);
        }
    }

    private static byte[] Inflate(byte[] block)
    {
        using var deflate = new DeflateStream(new MemoryStream(block, 1, block.Length - 1), CompressionMode.Decompress);
        using var content = new MemoryStream();
        var piece = new byte[4096];
        while (deflate.Read(piece) is > 0 and var count)
        {
            content.Write(piece, 0, count);
            if (content.Length > MostBytes)
            {
                throw Damaged();
            }
        }

        return content.ToArray();
    }

    private static InvalidDataException Damaged() => new("A block of the history is damaged");
}
