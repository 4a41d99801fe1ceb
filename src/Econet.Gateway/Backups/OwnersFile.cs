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
        var next = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(next, options))
            {
                write(file);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} can't be written: {FailureReason.Of(failed)}");
        }
    }
}
