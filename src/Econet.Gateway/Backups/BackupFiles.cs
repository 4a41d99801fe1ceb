using Econet.Actors;

namespace Econet.Gateway.Backups;

/// <summary>A file of a backup, and where it belongs.</summary>
/// <param name="IsNew">There is none now.</param>
internal sealed record BackupFile(string Path, byte[] Content, bool IsNew);

/// <summary>Brings configuration and state back. What was there is put aside.</summary>
internal static class BackupFiles
{
    /// <summary>What is put aside is called as before, with this behind.</summary>
    public const string PutAside = ".before-restore";

    private static readonly string[] OfDatabase = ["", "-wal", "-shm", "-journal"];

    /// <summary>The files of a backup that are not there, or not like that.</summary>
    /// <param name="configuration">Where the configuration file is, or would be.</param>
    public static IReadOnlyList<BackupFile> Different(BackupArchive archive, string configuration, string stateDirectory) =>
    [
        .. archive.Under(BackupArchive.Configuration)
            .Select(name => Of(configuration, archive.Content(BackupArchive.Configuration, name)))
            .Concat(archive.Under(BackupArchive.State)
                .Select(name => Of(Path.Combine(stateDirectory, name), archive.Content(BackupArchive.State, name))))
            .OfType<BackupFile>(),
    ];

    /// <exception cref="BackupException">A file can't be written.</exception>
    public static void Restore(BackupFile file)
    {
        try
        {
            var directory = Path.GetDirectoryName(file.Path)!;
            var wasThere = Directory.Exists(directory);
            Directory.CreateDirectory(directory);

            // The log of a database must not be applied to another one.
            foreach (var companion in OfDatabase.Where(companion => File.Exists(file.Path + companion)))
            {
                File.Move(file.Path + companion, file.Path + companion + PutAside, overwrite: true);
            }

            OwnersFile.Replace(file.Path, stream => stream.Write(file.Content));
            if (wasThere)
            {
                Ownership.Follow(file.Path, directory);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{file.Path} can't be restored: {FailureReason.Of(failed)}");
        }
    }

    private static BackupFile? Of(string path, byte[] content)
    {
        if (!File.Exists(path))
        {
            return new(path, content, IsNew: true);
        }

        return StateCopy.Read(path).AsSpan().SequenceEqual(content) ? null : new(path, content, IsNew: false);
    }
}
