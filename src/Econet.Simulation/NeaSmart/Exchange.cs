using Econet.Modbus;

namespace Econet.Simulation.NeaSmart;

/// <summary>A request of the base, and how it ended.</summary>
internal sealed class Exchange
{
    private Exchange(byte unit, RegisterRequest request)
    {
        Unit = unit;
        var pdu = new byte[Modbus.Pdu.MaxSize];
        Pdu = pdu.AsMemory(0, request.Encode(pdu));
    }

    public byte Unit { get; }

    public ReadOnlyMemory<byte> Pdu { get; }

    /// <summary>It was carried out.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>What was read; empty for a write, and when it failed.</summary>
    public ushort[] Words { get; private set; } = [];

    public static Exchange Read(byte unit, ushort start, int count) => new(unit, RegisterRequest.Read(start, count));

    public static Exchange Write(byte unit, ushort address, ushort word) => new(unit, RegisterRequest.WriteSingle(address, word));

    public static Exchange Write(byte unit, ushort start, params ReadOnlySpan<ushort> words) =>
        new(unit, RegisterRequest.WriteMultiple(start, words));

    public static Exchange ReadWrite(byte unit, ushort readStart, int count, ushort writeStart, params ReadOnlySpan<ushort> words) =>
        new(unit, RegisterRequest.ReadWrite(readStart, count, writeStart, words));

    public void Succeed(ReadOnlySpan<ushort> words)
    {
        Succeeded = true;
        Words = words.ToArray();
    }
}
