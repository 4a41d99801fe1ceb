using Econet.Actors;

namespace Econet.Gateway.Listening;

/// <summary>A recording that is being made. The file comes with the first bytes, and holds all of them a second later at most.</summary>
internal sealed class CaptureFile : IDisposable
{
    private readonly string _path;
    private FileStream? _file;
    private DateTimeOffset _flushedAt;

    /// <exception cref="RecordingException">There is such a file already.</exception>
    public CaptureFile(string path)
    {
        _path = path;
        if (Path.Exists(path))
        {
            throw new RecordingException($"{path} already exists; give another name, or remove it");
        }
    }

    /// <exception cref="RecordingException">The file can't be written.</exception>
    public void Write(BusPiece piece)
    {
        try
        {
            if (_file is null)
            {
                _file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                _file.Write(PcapFile.Header());
            }

            _file.Write(PcapFile.Packet(piece));
            if (piece.At - _flushedAt >= TimeSpan.FromSeconds(1))
            {
                _file.Flush();
                _flushedAt = piece.At;
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{_path} can't be written: {FailureReason.Of(failed)}");
        }
    }

    /// <returns>Its size in bytes; 0 where there is none.</returns>
    public long Close()
    {
        var size = _file?.Length ?? 0;
        Dispose();
        return size;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
