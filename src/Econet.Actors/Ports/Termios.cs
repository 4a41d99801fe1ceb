using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Econet.Actors.Ports;

/// <summary>
/// The kernel's struct termios (include/uapi/asm-generic/termbits.h), 36 bytes: c_iflag, c_oflag, c_cflag, c_lflag of 32 bits each,
/// c_line, c_cc[19]. Taken by ioctl and not by tcsetattr, since the C libraries differ in their struct and, from glibc 2.42 on, in the
/// meaning of a speed; the kernel's is the same everywhere.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Termios
{
    private const uint Cs8 = 0x30;
    private const uint Cread = 0x80;
    private const uint Clocal = 0x800;
    private const uint Cbaud = 0x100F;
    private const int Vtime = 5;
    private const int Vmin = 6;

    private uint _inputFlags;
    private uint _outputFlags;
    private uint _controlFlags;
    private uint _localFlags;
    private byte _lineDiscipline;
    private fixed byte _controlCharacters[19];

    /// <summary>8N1 without flow control and with every byte as it is; a read gives what there is, at least one byte.</summary>
    public static Termios Raw(int baud)
    {
        var raw = new Termios { _controlFlags = Speed(baud) | Cs8 | Cread | Clocal };
        raw._controlCharacters[Vmin] = 1;
        raw._controlCharacters[Vtime] = 0;
        return raw;
    }

    /// <returns>False when <paramref name="file"/> is no terminal; errno says more.</returns>
    [SupportedOSPlatform("linux")]
    public static bool TryGet(SafeFileHandle file, out Termios termios)
    {
        fixed (Termios* target = &termios)
        {
            *target = default;
            return Libc.Ioctl(file, Libc.TCGETS, (nint)target) == 0;
        }
    }

    /// <returns>False when it can't be set; errno says more.</returns>
    [SupportedOSPlatform("linux")]
    public readonly bool TrySet(SafeFileHandle file)
    {
        fixed (Termios* source = &this)
            return Libc.Ioctl(file, Libc.TCSETS, (nint)source) == 0;
    }

    /// <summary>A driver that can't do what was asked sets what it can and reports success, so it has to be compared.</summary>
    public readonly bool SameLine(in Termios other)
        => ((_controlFlags ^ other._controlFlags) & (Cbaud | Cs8)) == 0;

    // B9600 … B921600.
    private static uint Speed(int baud) => baud switch
    {
        9_600 => 0xD,
        19_200 => 0xE,
        38_400 => 0xF,
        57_600 => 0x1001,
        115_200 => 0x1002,
        230_400 => 0x1003,
        460_800 => 0x1004,
        500_000 => 0x1005,
        576_000 => 0x1006,
        921_600 => 0x1007,
        _ => throw new ArgumentOutOfRangeException(nameof(baud), baud, "No speed that a serial port can be set to."),
    };
}
