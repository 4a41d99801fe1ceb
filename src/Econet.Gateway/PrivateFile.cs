namespace Econet.Gateway;

/// <summary>Files and directories that nobody but the gateway's user may read: they may hold secrets.</summary>
internal static class PrivateFile
{
    /// <summary>What a file may be made with that is its owner's alone.</summary>
    public const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The same for a directory.</summary>
    public const UnixFileMode OwnersDirectory = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>How to open a file that is made where there is none.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = mode == FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return options;
    }

    /// <summary>Makes a directory, and those above it, where there is none.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnersDirectory);
        }
    }

    /// <summary>Puts a file in the place of another one, or of none, at once or not at all.</summary>
    public static void Replace(string path, Action<Stream> write)
    {
        var next = path + ".new";
        using (var file = new FileStream(next, Options(FileMode.Create)))
        {
            write(file);
        }

        File.Move(next, path, overwrite: true);
    }
}
