using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>The controller's parameters that the model reads or moves.</summary>
internal static class Indices
{
    public const int MainLoop = 4;
    public const int DhwTemperature = 61;
    public const int Outdoor = 68;
    public const int FlapValve = 83;
    public const int DhwSetpoint = 103;
    public const int DhwHysteresis = 104;
    public const int DhwBoost = 115;
    public const int DhwMode = 119;
    public const int DhwSchedule = 120;
    public const int DhwCalculated = 134;
    public const int WorkState = 162;
    public const int SourceTarget = 479;
    public const int DhwIncrease = 481;
    public const int HeatingOrCooling = 495;
    public const int Thermostat100 = 524;
    public const int WaterFlow = 612;
    public const int SummerOn = 702;
    public const int SummerOff = 703;
    public const int AlarmBits = 1042;
    public const int ElectricPower = 1047;
    public const int HeatingPower = 1048;
    public const int Cop = 1050;
    public const int CopAverage = 1051;
    public const int HeatPumpWorkMode = 1133;
    public const int AxenCompressorHz = 1136;
    public const int DischargeTemperature = 1137;
    public const int AxenFanRpm = 1138;
    public const int SuctionTemperature = 1139;
    public const int DefrostTemperature = 1142;
    public const int OutdoorUnit = 1143;
    public const int SystemPressure = 1208;
    public const int PumpSpeed = 1209;
    public const int ValvePosition = 1217;
    public const int BusVoltage = 1223;
    public const int EnergyConsumed = 1285;
    public const int EnergyConsumedHeating = 1287;
    public const int EnergyConsumedDhw = 1288;
    public const int EnergyProducedHeating = 1290;
    public const int EnergyProducedDhw = 1291;
    public const int HeatPumpMode = 1350;
    public const int HeatPumpTarget = 1351;
    public const int SourcePump = 1352;
    public const int DhwLoading = 1361;
    public const int CompressorOn = 1363;
    public const int FanOn = 1364;
    public const int CompressorHz = 1365;
    public const int FanRpm = 1366;

    public static IReadOnlyList<int> FlowTemperatures { get; } = [64, 75, 1134];

    public static IReadOnlyList<int> ReturnTemperatures { get; } = [74, 1135];

    /// <summary>Sets a number in the parameter's own type, rounded and cut to what the type holds.</summary>
    public static void Put(this ParameterSpace space, int index, double number)
    {
        var type = space.Structure(index).Type;
        if (type == ParameterType.Float)
        {
            space.Set(index, Value.Of((float)number));
            return;
        }

        var (min, max) = Value.Range(type);
        space.Set(index, Value.Of(type, (Int128)Math.Clamp(Math.Round(number), (double)min, (double)max)));
    }
}
