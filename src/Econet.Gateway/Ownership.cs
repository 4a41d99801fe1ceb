using System.Runtime.InteropServices;

namespace Econet.Gateway;

/// <summary>
/// Whom files belong to. A command that root runs beside a gateway of another user must leave files that this user can read.
/// </summary>
internal static class Ownership
{
    private const int CurrentDirectory = -100;
    private const uint UserAndGroup = 0x18;

    // struct statx of the kernel, the same on every processor: two numbers, a long one and another before them.
    private const int SizeOfStatus = 256;
    private const int PlaceOfUser = 20;
    private const int PlaceOfGroup = 24;

    /// <summary>Gives what root has just made to the owner of a directory; does nothing for other users, who could not.</summary>
    /// <param name="directory">Null for the one that it is in.</param>
    /// <exception cref="IOException">It can't be given away.</exception>
    public static void Follow(string path, string? directory = null)
    {
        directory ??= Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Of(directory) is var (user, group) && ChangeOwner(path, user, group) != 0)
        {
            throw new IOException($"{path} can't be given to the owner of {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>The numbers of user and group; null where the system does not tell.</summary>
    public static (uint User, uint Group)? Of(string path)
    {
        try
        {
            var status = new byte[SizeOfStatus];
            return Status(CurrentDirectory, path, 0, UserAndGroup, status) == 0
                ? (BitConverter.ToUInt32(status, PlaceOfUser), BitConverter.ToUInt32(status, PlaceOfGroup))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Status(
        int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
