using System.Diagnostics;

namespace Econet.Actors.Tests.Storage;

/// <summary>A small disk of the system's own, which really fills and really can't be written. Mounting one takes root, on Linux.</summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly string _ballast;

    private MountedDisk(string path)
    {
        Path = path;
        _ballast = System.IO.Path.Combine(path, "ballast");
    }

    /// <summary>Null where disks can be mounted, else why not.</summary>
    public static string? Missing { get; } = Try();

    public string Path { get; }

    public static MountedDisk Mount(int kilobytes = 2_048)
    {
        var disk = new MountedDisk(Directory.CreateTempSubdirectory("econet-disk-").FullName);
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k,mode=0700", "tmpfs", disk.Path));
        return disk;
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[512];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>There is room again.</summary>
    public void Free() => File.Delete(_ballast);

    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", Path));

    public void MakeWritable() => Assert.Equal(0, Run("mount", "-o", "remount,rw", Path));

    public void Dispose()
    {
        Assert.Equal(0, Run("umount", "-l", Path));
        Directory.Delete(Path);
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "Needs root on Linux, to mount a small disk.";
        }

        var path = Directory.CreateTempSubdirectory("econet-disk-").FullName;
        var isMounted = Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path) == 0;
        if (isMounted)
        {
            Run("umount", path);
        }

        Directory.Delete(path);
        return isMounted ? null : "No disk can be mounted here, though this is root.";
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>A test on a disk that it mounts.</summary>
internal sealed class FactOnDiskAttribute : FactAttribute
{
    public FactOnDiskAttribute() => Skip = MountedDisk.Missing;
}
