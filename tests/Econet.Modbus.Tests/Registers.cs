namespace Econet.Modbus.Tests;

/// <summary>A register store that notes what it is told; it has the registers up to <see cref="Last"/>.</summary>
internal sealed class Registers : IRegisterStore
{
    public ushort Last { get; init; } = 0xFFFF;

    public ushort[] Values { get; } = new ushort[0x10000];

    public List<string> Calls { get; } = [];

    public bool CanRead(byte unit, ushort start, int count) => start + count <= Last + 1;

    public bool CanWrite(byte unit, ushort start, int count) => start + count <= Last + 1;

    public void Read(byte unit, ushort start, Span<ushort> values)
    {
        Calls.Add($"read {unit} {start}+{values.Length}");
        Values.AsSpan(start, values.Length).CopyTo(values);
    }

    public void Write(byte unit, ushort start, ReadOnlySpan<ushort> values)
    {
        Calls.Add($"write {unit} {start}+{values.Length}");
        values.CopyTo(Values.AsSpan(start));
    }
}
