namespace Econet.Modbus;

/// <summary>
/// The holding registers behind a <see cref="ModbusServer"/>. The server asks first and acts after: a request of which any part
/// is refused changes nothing and counts as no read. Ranges lie within 0 … 65,535. The unit is the one addressed; a broadcast's
/// write comes once, for unit 0, and means all units.
/// </summary>
public interface IRegisterStore
{
    /// <summary>False: exception 02.</summary>
    bool CanRead(byte unit, ushort start, int count);

    /// <summary>False: exception 02.</summary>
    bool CanWrite(byte unit, ushort start, int count);

    /// <summary>Fills all of <paramref name="values"/>, from register <paramref name="start"/> on.</summary>
    void Read(byte unit, ushort start, Span<ushort> values);

    /// <summary>Takes the values, which are the caller's again after the call.</summary>
    void Write(byte unit, ushort start, ReadOnlySpan<ushort> values);
}
