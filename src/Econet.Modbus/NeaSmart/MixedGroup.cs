namespace Econet.Modbus.NeaSmart;

/// <summary>The registers of a mixed group.</summary>
/// <param name="Number">1 … 3.</param>
public sealed record MixedGroup(
    int Number, Register ValveOpening, Register PumpState, Register FlowTemperature, Register ReturnTemperature);
