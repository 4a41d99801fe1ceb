using System.IO.Ports;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Econet.Actors.Ports;

/// <summary>
/// A serial port on Linux by the system's own calls. System.IO.Ports wakes every millisecond while it waits, and hangs once the
/// device is unplugged.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeSerialPort(SerialSettings settings, TimeSpan writeTimeout) : IBusPort
{
    public NativeSerialPort(SerialSettings settings)
        : this(settings, LineLimits.WriteTimeout)
    {
    }

    public string Name => settings.Path;

    public async Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        var device = await BlockingOpen.RunAsync(Open, cancellation);
        return PolledLine.Start(device, unsent => Close(device, unsent), Name, receiver, writeTimeout);
    }

    private static void Close(SafeFileHandle device, bool unsent)
    {
        // Closing waits, up to 30 s, for bytes that the kernel still holds.
        if (unsent)
            _ = Libc.Ioctl(device, Libc.TCFLSH, Libc.TCOFLUSH);
        device.Dispose();
    }

    private SafeFileHandle Open()
    {
        SafeFileHandle device;
        do
        {
            device = Libc.Open(settings.Path, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        }
        while (device.IsInvalid && Libc.Errno == Libc.EINTR);

        if (device.IsInvalid)
            throw Refused(Libc.Errno);
        try
        {
            SetUp(device);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private void SetUp(SafeFileHandle device)
    {
        if (!Termios.TryGet(device, out _))
            throw Refused(Libc.Errno);
        if (Libc.Flock(device, Libc.LOCK_EX | Libc.LOCK_NB) != 0)
            throw Refused(Libc.Errno);

        // The lock keeps out those who ask for it, this everyone but root. A pseudo terminal outlives our closing it, and would stay
        // barred for good were we killed.
        if (!IsPseudoTerminal(device) && Libc.Ioctl(device, Libc.TIOCEXCL, 0) != 0)
            throw Refused(Libc.Errno);

        var wanted = Termios.Raw(settings.Baud);
        if (!wanted.TrySet(device) || !Termios.TryGet(device, out var got))
            throw Refused(Libc.Errno);
        if (!got.SameLine(wanted))
            throw new BusPortException($"{Name} does not do {settings.Baud} baud with 8 data bits; choose another speed or adapter.");

        // What lies there was received at another speed or by nobody.
        if (Libc.Ioctl(device, Libc.TCFLSH, Libc.TCIFLUSH) != 0)
            throw Refused(Libc.Errno);
    }

    private static bool IsPseudoTerminal(SafeFileHandle device)
        => File.ResolveLinkTarget($"/proc/self/fd/{device.DangerousGetHandle()}", returnFinalTarget: false)
            is { FullName: var path } && path.StartsWith("/dev/pts/", StringComparison.Ordinal);

    private BusPortException Refused(int errno) => new(errno switch
    {
        Libc.ENOENT or Libc.ENOTDIR => $"{Name} does not exist; connected ports: {ConnectedPorts()}.",
        Libc.EACCES => $"{Name} may not be opened by this user; add the user to group dialout and log in again.",
        Libc.EPERM => $"{Name} is not allowed here; give the container the device (--device {Name}).",
        Libc.EBUSY or Libc.EAGAIN => $"{Name} is in use by another process; stop that one or choose another port.",
        Libc.ENOTTY or Libc.EISDIR => $"{Name} is not a serial port; connected ports: {ConnectedPorts()}.",
        _ => $"{Name} can't be opened: {Libc.Describe(errno)}; check that the device is plugged in and works.",
    });

    private static string ConnectedPorts()
        => SerialPort.GetPortNames() is { Length: > 0 } names ? string.Join(", ", names.Order(StringComparer.Ordinal)) : "none found";
}
