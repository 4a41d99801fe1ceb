namespace Econet.Actors.Vocabulary;

/// <summary>
/// What a parameter is within its part of the system, for programs that draw or calculate and know no parameter by name: the flow temperature of
/// the heat pump is the one with <see cref="FlowTemperature"/> in the part <c>heat_pump</c>, that of the second circuit the one in <c>circuit_2</c>.
/// </summary>
public enum Role
{
    /// <summary>What the machine is doing; <see cref="Meaning.Activities"/> tells what its numbers are.</summary>
    Activity,

    OutdoorTemperature,
    FlowTemperature,
    ReturnTemperature,

    /// <summary>The flow temperature that is aimed at.</summary>
    FlowTarget,

    /// <summary>How much water flows.</summary>
    FlowRate,

    Pressure,
    /// <summary>The compressor runs or stands.</summary>
    Compressor,

    CompressorFrequency,
    FanSpeed,
    ElectricPower,
    HeatPower,
    CoolingPower,

    /// <summary>A counter of the electricity used. Several add up.</summary>
    ElectricEnergy,

    /// <summary>A counter of the heat produced. Several add up.</summary>
    HeatEnergy,

    /// <summary>A counter of the cold produced. Several add up.</summary>
    CoolingEnergy,
    Cop,

    /// <summary>A pump that runs or stands.</summary>
    Pump,

    /// <summary>A valve that leads the water one way or another; <see cref="Meaning.Activities"/> tells which.</summary>
    DivertingValve,

    /// <summary>How far a mixing valve is open.</summary>
    MixingValve,

    /// <summary>The temperature of what the part heats: a tank or a room.</summary>
    Temperature,

    TopTemperature,
    BottomTemperature,

    /// <summary>The temperature that people want.</summary>
    Target,

    /// <summary>The temperature that is aimed at now, for instance by a schedule.</summary>
    TargetInForce,

    /// <summary>The temperature that people want while they are away or asleep.</summary>
    ReducedTarget,

    Humidity,

    /// <summary>What people have the part do.</summary>
    Mode,

    /// <summary>Once more than usual, now.</summary>
    Boost,

    /// <summary>The part is there and used.</summary>
    InUse,

    /// <summary>What its owner calls the part.</summary>
    Name,
}

/// <summary>What a machine can be doing.</summary>
public enum Activity
{
    Off,
    Standby,
    Heating,
    HotWater,
    Cooling,
    Defrost,
}
