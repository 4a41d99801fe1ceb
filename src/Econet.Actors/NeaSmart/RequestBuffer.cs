using System.Buffers;

namespace Econet.Actors.NeaSmart;

/// <summary>Received bytes that are not all taken yet, in one piece.</summary>
internal sealed class RequestBuffer
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySequence<byte> Bytes => new(_bytes, _start, Length);

    /// <summary>Makes room for <paramref name="count"/> bytes behind those that are there, and counts them in.</summary>
    public Span<byte> Append(int count)
    {
        if (_end + count > _bytes.Length)
        {
            var kept = _bytes.AsSpan(_start, Length);
            var target = kept.Length + count > _bytes.Length ? new byte[Math.Max(2 * _bytes.Length, kept.Length + count)] : _bytes;
            kept.CopyTo(target);
            (_bytes, _end, _start) = (target, kept.Length, 0);
        }

        var room = _bytes.AsSpan(_end, count);
        _end += count;
        return room;
    }

    /// <summary>Keeps only <paramref name="rest"/>, the end of <see cref="Bytes"/>.</summary>
    public void Keep(in ReadOnlySequence<byte> rest) => _start = _end - (int)rest.Length;
}
