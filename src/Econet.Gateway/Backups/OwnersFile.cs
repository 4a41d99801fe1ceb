using Econet.Actors;

namespace Econet.Gateway.Backups;

/// <summary>Files that may hold secrets: only their owner may read them.</summary>
internal static class OwnersFile
{
    /// <summary>Creates a file; it is there whole or not at all.</summary>
    /// <exception cref="BackupException">It exists, or can't be written.</exception>
    public static void Create(string path, Action<Stream> write)
    {
        if (Path.Exists(path))
        {
            throw new BackupException($"{path} already exists; give another name, or remove it");
        }

        Replace(path, write);
    }

    /// <summary>Puts a file in the place of another one at once or not at all.</summary>
    /// <exception cref="BackupException">It can't be written.</exception>
    public static void Replace(string path, Action<Stream> write)
    {
        try
        {
            PrivateFile.Replace(path, write);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} can't be written: {FailureReason.Of(failed)}");
        }
    }
}
