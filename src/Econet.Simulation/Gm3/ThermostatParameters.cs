using Econet.Gm3;

namespace Econet.Simulation.Gm3;

/// <summary>The 35 parameters of an ecoSTER room thermostat, in order.</summary>
internal static class ThermostatParameters
{
    public const ushort Address = 165;

    /// <summary>Most bytes of data in an answer.</summary>
    public const int AnswerLimit = 240;

    public const int Temperature = 0;
    public const int DayPreset = 4;
    public const int NightPreset = 5;
    public const int Hysteresis = 6;
    public const int Uptime = 30;

    // Flags of its value answers: measured or read-only, writable at its default, written by the panel.
    public const ParameterFlags Measured = 0x00, AtDefault = (ParameterFlags)0x81, Written = (ParameterFlags)0x01;

    private static readonly string[] Days = ["Mon.", "Tue.", "Wed.", "Thu.", "Fri.", "Sat."];

    public static IEnumerable<(ParameterStructure Structure, Value Value)> All() => Rows().Select((row, i) =>
        (new ParameterStructure(
            (ushort)i, row.Name, row.Unit, row.Value.Type, Readable: true, row.Flags != Measured, Limits(row), row.Min, row.Max),
        row.Value));

    /// <summary>What its value answers say of each.</summary>
    public static IEnumerable<ParameterFlags> AnswerFlags() => Rows().Select(row => row.Flags);

    private static ParameterFlags Limits(Row row) => row.Min == row.Max
        ? ParameterFlags.NonVolatile | ParameterFlags.NoMin | ParameterFlags.NoMax
        : ParameterFlags.NonVolatile;

    private sealed record Row(string Name, Value Value, ParameterFlags Flags, string Unit = "", int Min = 0, int Max = 0);

    private static IEnumerable<Row> Rows()
    {
        const string Celsius = "'C";
        static Value Number(ParameterType type, int number) => Value.Of(type, number);

        yield return new("IntrSens", Value.Of(18.9f), Measured, Celsius);
        yield return new("WorkMode", Number(ParameterType.UInt8, 3), AtDefault);
        yield return new("AlMsk", Number(ParameterType.UInt32, 0), AtDefault);
        yield return new("PresetNow", Value.Of(19f), Measured, Celsius);
        yield return new("PrDay", Value.Of(19f), Written, Celsius, 10, 35);
        yield return new("PrNight", Value.Of(18f), Written, Celsius, 10, 35);
        yield return new("Hyst", Value.Of(0.5f), Written, Celsius, -4, 4);
        yield return new("MonitA", Number(ParameterType.UInt32, 0), AtDefault);
        yield return new("MonitB", Number(ParameterType.UInt32, 0), AtDefault);
        yield return new("Schedule A Sun.", Number(ParameterType.UInt32, 0), AtDefault);
        yield return new("S B Sun.", Number(ParameterType.UInt16, 0), AtDefault);
        foreach (var day in Days)
        {
            yield return new($"S A {day}", Number(ParameterType.UInt32, 0), AtDefault);
            yield return new($"S B {day}", Number(ParameterType.UInt16, 0), AtDefault);
        }

        yield return new("ExtSens", Value.Of(float.NaN), Measured, Celsius);
        yield return new("FN", Value.Of("SIM0400001"), Written);
        yield return new("HV", Value.Of("H2.0.0"), Measured);
        yield return new("SW", Value.Of("S001.24"), Measured);
        yield return new("", Value.Of("Mar 11 2024 10:32:07"), Measured);
        yield return new("TestStart", Number(ParameterType.UInt8, 0), Measured);
        yield return new("TestRes", Number(ParameterType.UInt8, 0), Measured);
        yield return new("Run", Number(ParameterType.UInt32, 0), Measured, "s");
        yield return new("RstCause", Number(ParameterType.UInt8, 15), Measured);
        yield return new("Rtc CV", Number(ParameterType.UInt8, 2), Measured);
        yield return new("Afrz", Value.Of(9f), Written, Celsius, 5, 30);
        yield return new("Corr", Value.Of(0f), Written, Celsius, -4, 4);
    }
}
