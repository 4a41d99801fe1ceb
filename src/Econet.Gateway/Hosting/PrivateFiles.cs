using System.Runtime.InteropServices;

namespace Econet.Gateway.Hosting;

/// <summary>What the gateway keeps is its user's alone.</summary>
internal static class PrivateFiles
{
    /// <summary>By these a directory is known for one that the gateway keeps its state in.</summary>
    private static readonly string[] Kept = ["*.db", "*.db-wal", "*.db-shm", "*.json"];

    /// <summary>Files and directories that this process makes from now on can be read by nobody else.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = UMask(0b000_111_111);
        }
    }

    /// <summary>
    /// Takes what an earlier version left readable for others from them. A directory with a name of its own may hold more than state, so only one that holds
    /// a database of the gateway's is closed.
    /// </summary>
    public static void Close(string stateDirectory)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(stateDirectory))
        {
            return;
        }

        try
        {
            foreach (var file in Kept.SelectMany(pattern => Directory.EnumerateFiles(stateDirectory, pattern)))
            {
                File.SetUnixFileMode(file, PrivateFile.OwnersFile);
            }

            var mode = File.GetUnixFileMode(stateDirectory);
            var isShared = mode.HasFlag(UnixFileMode.StickyBit) || Path.GetFullPath(stateDirectory) == Directory.GetCurrentDirectory();
            if (!isShared && Directory.EnumerateFiles(stateDirectory, "*.db").Any())
            {
                File.SetUnixFileMode(stateDirectory, PrivateFile.OwnersDirectory);
            }
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException)
        {
            // It is somebody else's, who decides who reads it.
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    private static extern int UMask(int mask);
}
