using Econet.Actors;

namespace Econet.Gateway.Listening;

/// <summary>A recorded bus: what <c>capture</c> writes, or the bare bytes of a bus.</summary>
/// <param name="HasTimes">It was recorded when the pieces say; else they come as fast as the bus could carry them.</param>
internal sealed record Recording(IReadOnlyList<BusPiece> Pieces, bool HasTimes)
{
    private const int MaxSize = 1 << 30;

    /// <summary>A fraction of a frame, so that frames of bare bytes have times of their own.</summary>
    private const int BarePiece = 16;

    /// <exception cref="RecordingException">The file can't be read, or is no recording.</exception>
    public static Recording Read(string path, int baud)
    {
        try
        {
            if (new FileInfo(path).Length > MaxSize)
            {
                throw new RecordingException($"{path} is larger than 1 GB, which no recording of a bus is");
            }

            ReadOnlyMemory<byte> file = File.ReadAllBytes(path);
            return file.IsEmpty ? throw new RecordingException($"{path} is empty")
                : PcapFile.IsPcap(file.Span) ? new(PcapFile.Read(file), HasTimes: true)
                : new(Bare(file, baud), HasTimes: false);
        }
        catch (FormatException wrong)
        {
            throw new RecordingException($"{path} can't be read: {wrong.Message}");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path} can't be read: {FailureReason.Of(failed)}");
        }
    }

    private static List<BusPiece> Bare(ReadOnlyMemory<byte> bytes, int baud)
    {
        var pieces = new List<BusPiece>();
        for (var at = 0; at < bytes.Length; at += BarePiece)
        {
            var piece = bytes[at..Math.Min(bytes.Length, at + BarePiece)];
            pieces.Add(new(DateTimeOffset.UnixEpoch.AddSeconds((at + piece.Length) * 10.0 / baud), piece));
        }

        return pieces;
    }
}

/// <summary>A recording can't be used; the message gives the reason.</summary>
internal sealed class RecordingException(string message) : Exception(message);
