using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Econet.Actors.Ports;
using Microsoft.Win32.SafeHandles;

namespace Econet.Actors.Tests.Ports;

/// <summary>The master end of a pseudo terminal; a port opens the other one by its path.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PseudoTerminal : IDisposable
{
    private const nuint TIOCGPTN = 0x80045430;
    private const nuint TIOCSPTLCK = 0x40045431;

    private readonly SafeFileHandle _master;
    private readonly FileStream _stream;

    public PseudoTerminal()
    {
        _master = Libc.Open("/dev/ptmx", Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        Assert.False(_master.IsInvalid, "No pseudo terminal.");
        _stream = new FileStream(_master, FileAccess.ReadWrite, bufferSize: 0);
        Control(TIOCSPTLCK);
        Path = string.Create(CultureInfo.InvariantCulture, $"/dev/pts/{Control(TIOCGPTN)}");
    }

    public string Path { get; }

    public Task WriteAsync(ReadOnlyMemory<byte> bytes)
        => Task.Run(() => _stream.Write(bytes.Span)).WaitAsync(Patience.Long);

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await Task.Run(() => _stream.ReadExactly(bytes)).WaitAsync(Patience.Long);
        return bytes;
    }

    /// <summary>The terminal's c_cflag, the third 32-bit word of struct termios.</summary>
    public uint ControlFlags() => (uint)Control(Libc.TCGETS, word: 2);

    /// <summary>The CBAUD bits of <see cref="ControlFlags"/>.</summary>
    public uint SpeedCode() => ControlFlags() & 0x100F;

    public void Dispose() => _stream.Dispose();

    private int Control(nuint request, int word = 0)
    {
        var argument = Marshal.AllocHGlobal(64);
        try
        {
            Marshal.WriteInt32(argument, 0);
            Assert.Equal(0, Libc.Ioctl(_master, request, argument));
            return Marshal.ReadInt32(argument, word * sizeof(int));
        }
        finally
        {
            Marshal.FreeHGlobal(argument);
        }
    }
}
