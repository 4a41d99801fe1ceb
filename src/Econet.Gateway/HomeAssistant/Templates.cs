using System.Collections.Immutable;
using System.Globalization;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// Home Assistant's templates, in Jinja. <c>value</c> is the text of the topic; <c>None</c> makes a state unknown.
/// https://www.home-assistant.io/docs/configuration/templating/#using-templates-with-the-mqtt-integration
/// </summary>
internal static class Templates
{
    /// <summary>The text, and unknown when the sensor is absent.</summary>
    /// <param name="absent">The device's number for "absent"; null if it has none.</param>
    public static string Plain(long? absent) => $"{{{{ None if {IsAbsent(absent)} else value }}}}";

    /// <summary>On for anything but zero.</summary>
    public const string NotZero = "{{ None if value == 'null' else 'OFF' if value in ('0', 'false') else 'ON' }}";

    /// <summary>Names for raw numbers, unknown for others.</summary>
    public static string Names(ImmutableArray<RawName> names) =>
        $"{{{{ {{{string.Join(", ", names.Select(n => $"'{Raw(n)}': {Quote(n.Name)}"))}}}.get(value, 'None') }}}}";

    /// <summary>The number to write for a name; another name makes an empty command, which is refused.</summary>
    public static string Numbers(ImmutableArray<RawName> names) =>
        $"{{{{ {{{string.Join(", ", names.DistinctBy(n => n.Name).Select(n => $"{Quote(n.Name)}: {Raw(n)}"))}}}.get(value, '') }}}}";

    /// <param name="on">What the bit set means.</param>
    public static string Bit(int bit, string on, string off) => string.Create(
        CultureInfo.InvariantCulture, $"{{{{ None if value == 'null' else '{on}' if value|int|bitwise_and({1L << bit}) else '{off}' }}}}");

    /// <summary>The number, scaled, with the decimals that the scale leaves.</summary>
    public static string Scaled(decimal scale, bool signed, long? absent)
    {
        var number = signed ? "((value|int + 32768) % 65536 - 32768)" : "value|float";
        return string.Create(
            CultureInfo.InvariantCulture, $"{{{{ None if {IsAbsent(absent)} else ({number} * {scale})|round({scale.Scale}) }}}}");
    }

    /// <summary>The raw number to write for a scaled one.</summary>
    public static string Unscaled(decimal scale, bool signed) => string.Create(
        CultureInfo.InvariantCulture, $"{{{{ (value / {scale})|round|int{(signed ? " % 65536" : "")} }}}}");

    /// <summary>What a write that is under way asks for, as attributes; null when there is none.</summary>
    public static string Pending(string attribute) => $"{{{{ {{'{attribute}': value|float(none)}}|tojson }}}}";

    private static string IsAbsent(long? number) =>
        number is { } none ? string.Create(CultureInfo.InvariantCulture, $"value == 'null' or value|float == {none}") : "value == 'null'";

    private static string Raw(RawName name) => name.Raw.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
