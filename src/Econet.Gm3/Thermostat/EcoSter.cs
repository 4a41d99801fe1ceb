using System.Buffers;
using Econet.Values;

namespace Econet.Gm3.Thermostat;

/// <summary>
/// What an ecoSTER room thermostat is on the bus: its texts, its 35 parameters in order, and the flags of its value answers, as a real one
/// was recorded.
/// </summary>
public static class EcoSter
{
    /// <summary>Most bytes of data in an answer: the structures come in 14, 16 and 5.</summary>
    public const int AnswerLimit = 240;

    /// <summary><c>IntrSens</c>, the room temperature in °C: the only one that the thermostat itself measures.</summary>
    public const int Temperature = 0;

    /// <summary><c>PresetNow</c>, the setpoint that holds now, °C.</summary>
    public const int Preset = 3;

    /// <summary><c>PrDay</c>, the setpoint of the day, 10 to 35 °C.</summary>
    public const int DayPreset = 4;

    /// <summary><c>PrNight</c>, the setpoint of the night, 10 to 35 °C.</summary>
    public const int NightPreset = 5;

    /// <summary><c>Hyst</c>, −4 to 4 °C.</summary>
    public const int Hysteresis = 6;

    /// <summary><c>FN</c>, the serial number.</summary>
    public const int Serial = 24;

    /// <summary><c>Run</c>, seconds since its start.</summary>
    public const int Uptime = 30;

    /// <summary>Flags of a value that is measured, or can't be written.</summary>
    public const ParameterFlags Measured = 0x00;

    /// <summary>Flags of a value that can be written and never was.</summary>
    public const ParameterFlags AtDefault = (ParameterFlags)0x81;

    /// <summary>Flags of a value that the panel has written.</summary>
    public const ParameterFlags Written = (ParameterFlags)0x01;

    private const string HardwareVersion = "H2.0.0";
    private const string SoftwareVersion = "S001.24";

    /// <summary>The parameters and their first values.</summary>
    /// <param name="serial">The serial number, at most ten characters.</param>
    public static IEnumerable<(ParameterStructure Structure, Value Value)> Parameters(string serial) => Rows(serial).Select((row, i) =>
        (new ParameterStructure(
            (ushort)i, row.Name, row.Unit, row.Value.Type, Readable: true, row.Flags != Measured, Limits(row), row.Min, row.Max),
        row.Value));

    /// <summary>What its value answers say of each before anything was written.</summary>
    public static IEnumerable<ParameterFlags> AnswerFlags(string serial) => Rows(serial).Select(row => row.Flags);

    /// <summary>
    /// What it says of itself, to a pairing beacon and to IDENTIFY: maker, model, serial number, class <c>03</c>, <c>00</c> and version,
    /// each with its zero byte.
    /// </summary>
    public static byte[] Identity(string serial)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var text in (string[])["PLUM Sp. z o.o.", "ecoSTER_40", serial, "03", "00", $"{HardwareVersion}_{SoftwareVersion}_D6AFC__"])
        {
            output.WriteString(text);
        }

        return output.WrittenSpan.ToArray();
    }

    private static readonly string[] Days = ["Mon.", "Tue.", "Wed.", "Thu.", "Fri.", "Sat."];

    private static ParameterFlags Limits(Row row) => row.Min == row.Max
        ? ParameterFlags.NonVolatile | ParameterFlags.NoMin | ParameterFlags.NoMax
        : ParameterFlags.NonVolatile;

    private sealed record Row(string Name, Value Value, ParameterFlags Flags, string Unit = "", int Min = 0, int Max = 0);

    private static IEnumerable<Row> Rows(string serial)
    {
        const string Celsius = "'C";
        static Value Number(ParameterType type, int number) => Value.Of(type, number);

        yield return new("IntrSens", Value.Of(float.NaN), Measured, Celsius);
        yield return new("WorkMode", Number(ParameterType.UInt8, 3), AtDefault);
        yield return new("AlMsk", Number(ParameterType.UInt32, 0), AtDefault);
        yield return new("PresetNow", Value.Of(19.5f), Measured, Celsius);
        yield return new("PrDay", Value.Of(19.5f), Written, Celsius, 10, 35);
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
        yield return new("FN", Value.Of(serial), Written);
        yield return new("HV", Value.Of(HardwareVersion), Measured);
        yield return new("SW", Value.Of(SoftwareVersion), Measured);
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
