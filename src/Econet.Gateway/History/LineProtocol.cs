using System.Globalization;
using System.Text;

namespace Econet.Gateway.History;

/// <summary>
/// Samples in InfluxDB's line protocol: <c>econet,device=heatpump,parameter=TempWthr,unit=°C value=7.1 1769115307120</c>, with times in milliseconds. A state is
/// its number. A gap is no line.
/// </summary>
internal static class LineProtocol
{
    private const string Measurement = "econet";

    public static void Append(StringBuilder lines, Series series, IEnumerable<Sample> samples)
    {
        var head = new StringBuilder(Measurement);
        AppendTag(head, "device", series.Device);
        AppendTag(head, "parameter", series.Key);
        AppendTag(head, "unit", series.Parameter.Unit.Symbol);
        foreach (var sample in samples)
        {
            if (!sample.IsGap)
            {
                lines.Append(head).Append(" value=").Append(sample.Value.ToString("R", CultureInfo.InvariantCulture)).Append(' ')
                    .Append(sample.At.ToString(CultureInfo.InvariantCulture)).Append('\n');
            }
        }
    }

    /// <summary>A tag without a value is not allowed. Control characters, which a device could send in a name, would begin another line.</summary>
    private static void AppendTag(StringBuilder head, string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        head.Append(',').Append(name).Append('=');
        foreach (var c in value)
        {
            if (c is ',' or '=' or ' ' or '\\')
            {
                head.Append('\\');
            }

            head.Append(char.IsControl(c) ? '?' : c);
        }

        // A backslash at the end would escape what follows.
        if (value[^1] == '\\')
        {
            head.Append('_');
        }
    }
}
