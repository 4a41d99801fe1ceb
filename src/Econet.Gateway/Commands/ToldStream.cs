using System.Globalization;

namespace Econet.Gateway.Commands;

/// <summary>A file that tells, a tenth after the other, how much of it was read; nothing of a small one.</summary>
internal sealed class ToldStream(Stream file, TextWriter told) : Stream
{
    /// <summary>Of fewer bytes it is over before anybody wonders.</summary>
    private const long Small = 5_000_000;

    private long _read;
    private long _tenth;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Told(file.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Told(await file.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Told(int count)
    {
        _read += count;
        if (file.Length >= Small && _read * 10 / file.Length is var tenth && tenth > _tenth)
        {
            _tenth = tenth;
            told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenth * 10} % read{(tenth == 10 ? "; now the gateway puts it in its place" : "")}"));
        }

        return count;
    }
}
