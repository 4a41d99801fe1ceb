using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Econet.Simulation.Serving;

/// <summary>The master side of a Linux pseudo-terminal in raw mode.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 0x2, NoControllingTerminal = 0x100, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const short PollIn = 0x1, PollError = 0x8, PollHangUp = 0x10;
    private const int PathSize = 128;

    // Larger than struct termios on any Linux.
    private const int TermiosSize = 256;

    private readonly int _master;

    /// <exception cref="Win32Exception">The system gives no pseudo-terminal.</exception>
    public PseudoTerminal()
    {
        _master = Check(OpenMaster(ReadWrite | NoControllingTerminal | NonBlocking | CloseOnExec));
        try
        {
            Check(Grant(_master));
            Check(Unlock(_master));
            var path = new byte[PathSize];
            if (SlaveName(_master, path, PathSize) != 0)
                throw new Win32Exception();

            SlavePath = System.Text.Encoding.UTF8.GetString(path.AsSpan(0, Array.IndexOf(path, (byte)0)));
            MakeRaw(SlavePath);
        }
        catch
        {
            _ = Close(_master);
            throw;
        }
    }

    public string SlavePath { get; }

    /// <summary>
    /// Waits up to <paramref name="milliseconds"/> for bytes. False, at once, while nobody has the slave side open.
    /// </summary>
    /// <param name="canRead">Whether there is something to read.</param>
    public bool IsOpen(int milliseconds, out bool canRead)
    {
        var poll = new PollFd { Descriptor = _master, Events = PollIn };
        _ = Poll(ref poll, 1, milliseconds);
        canRead = (poll.Returned & PollIn) != 0;
        return (poll.Returned & (PollError | PollHangUp)) == 0;
    }

    /// <returns>How many bytes; 0 when there are none.</returns>
    public int Read(byte[] buffer) => (int)Math.Max(0, Read(_master, buffer, buffer.Length));

    /// <summary>Writes what the other side has room for; the rest is lost, as on a wire.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            _ = Write(_master, first, bytes.Length);
    }

    public void Dispose() => _ = Close(_master);

    /// <summary>
    /// Opening and closing the slave side also makes the master say that nobody has it open, which it does not from the start.
    /// </summary>
    private static void MakeRaw(string path)
    {
        var slave = Check(Open(path, ReadWrite | NoControllingTerminal | CloseOnExec));
        try
        {
            var termios = new byte[TermiosSize];
            Check(GetAttributes(slave, termios));
            MakeRaw(termios);
            Check(SetAttributes(slave, 0, termios));
        }
        finally
        {
            _ = Close(slave);
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception();

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int SlaveName(int master, [Out] byte[] path, nint size);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFd descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, [Out] byte[] buffer, nint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* bytes, nint size);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, [In, Out] byte[] termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, [In, Out] byte[] termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw([In, Out] byte[] termios);
}
