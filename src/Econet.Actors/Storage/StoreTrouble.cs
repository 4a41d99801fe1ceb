using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Econet.Actors.Storage;

/// <summary>What a disk and a file on it do to their user.</summary>
public static class StoreTrouble
{
    /// <summary>EROFS of Linux and macOS, which is what the exception's code is.</summary>
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Whether it is the disk's, the file's or the system's fault, so that life goes on without them.</summary>
    public static bool Is(Exception e) =>
        e is SqliteException or IOException or UnauthorizedAccessException or InvalidDataException
            or DllNotFoundException or TypeInitializationException;

    /// <summary>Whether the file's content can't be used any more.</summary>
    public static bool IsDamage(Exception e) =>
        e is InvalidDataException or SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB };

    /// <summary>
    /// Whether what one row holds is at fault. The row alone is passed over then: neither the disk nor the rest of the file is the worse for it.
    /// </summary>
    public static bool IsOfTheRow(Exception e) =>
        e is SqliteException { SqliteErrorCode: SQLITE_CONSTRAINT or SQLITE_MISMATCH or SQLITE_TOOBIG or SQLITE_RANGE }
            or InvalidCastException or InvalidOperationException or ArgumentException or OverflowException or InvalidDataException;

    /// <summary>
    /// Whether nothing can be written where the file is. SQLite does not tell: of a file that it may only read it says that a lock fails, and
    /// calls that an I/O error.
    /// </summary>
    public static bool IsReadOnly(string path)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None,
                bufferSize: 0, FileOptions.DeleteOnClose);
            return false;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return e is UnauthorizedAccessException || e.HResult == ReadOnlyFileSystem;
        }
    }

    /// <summary>For people.</summary>
    public static string Describe(Exception e, string path)
    {
        var directory = Path.GetDirectoryName(path);
        return e switch
        {
            SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED } => $"State file {path} is in use by another process",
            SqliteException { SqliteErrorCode: SQLITE_FULL } => $"No space left on the disk for state file {path}",
            SqliteException { SqliteErrorCode: SQLITE_CANTOPEN } when Directory.Exists(path) => $"State file {path} is a directory",
            SqliteException when IsReadOnly(path) =>
                $"State directory {directory} is read-only: make it writable for the user that this runs as, or choose another one",
            SqliteException { SqliteErrorCode: SQLITE_READONLY or SQLITE_PERM or SQLITE_CANTOPEN } =>
                $"State file {path} is not writable: make it writable for the user that this runs as",
            SqliteException { SqliteErrorCode: SQLITE_IOERR } => $"The disk fails under state file {path}: {FailureReason.Of(e)}",
            _ when IsDamage(e) => $"State file {path} is damaged: {FailureReason.Of(e)}",
            IOException or UnauthorizedAccessException when !Directory.Exists(directory) =>
                $"State directory {directory} can't be created: {FailureReason.Of(e)}",
            _ => FailureReason.Of(e),
        };
    }
}
