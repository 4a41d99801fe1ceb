using Econet.Modbus;

namespace Econet.Simulation.NeaSmart;

/// <summary>A request of the base, and how it ended.</summary>
internal sealed class Exchange
{
    /// <summary>Whom the base speaks to in a way of its own.</summary>
    private const byte Neighbour = 16;

    private Exchange(byte unit, RegisterRequest request)
    {
        Unit = unit;
        var pdu = new byte[Modbus.Pdu.MaxSize];
        Pdu = pdu.AsMemory(0, request.Encode(pdu));
    }

    private Exchange(byte unit, byte[] pdu) => (Unit, Pdu) = (unit, pdu);

    public byte Unit { get; }

    public ReadOnlyMemory<byte> Pdu { get; }

    /// <summary>It is none of the gateway's business.</summary>
    public bool IsForeign => Unit == Neighbour;

    /// <summary>Somebody will answer.</summary>
    public bool IsAnswered => Unit != Modbus.Pdu.Broadcast && !IsForeign;

    /// <summary>What follows from its end, be it a success or not.</summary>
    public Action? Ended { get; set; }

    /// <summary>It was carried out, or said to all.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>What was read; empty for a write, and when it failed.</summary>
    public ushort[] Words { get; private set; } = [];

    public static Exchange Read(byte unit, ushort start, int count) => new(unit, RegisterRequest.Read(start, count));

    public static Exchange Write(byte unit, ushort address, ushort word) => new(unit, RegisterRequest.WriteSingle(address, word));

    public static Exchange Write(byte unit, ushort start, params ReadOnlySpan<ushort> words) =>
        new(unit, RegisterRequest.WriteMultiple(start, words));

    public static Exchange ReadWrite(byte unit, ushort readStart, int count, ushort writeStart, params ReadOnlySpan<ushort> words) =>
        new(unit, RegisterRequest.ReadWrite(readStart, count, writeStart, words));

    /// <summary>A frame between bases.</summary>
    public static Exchange Foreign(params byte[] pdu) => new(Neighbour, pdu);

    public void Succeed(ReadOnlySpan<ushort> words)
    {
        Succeeded = true;
        Words = words.ToArray();
    }
}
