namespace Econet.Modbus.NeaSmart;

/// <summary>The registers of a zone.</summary>
/// <param name="Base">1 … 5.</param>
/// <param name="Number">1 … 12, in its base.</param>
public sealed record Zone(int Base, int Number, Register State, Register Setpoint, Register Temperature, Register RelativeHumidity);
