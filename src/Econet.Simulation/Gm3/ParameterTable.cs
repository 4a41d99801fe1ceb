using System.Globalization;
using Econet.Gm3;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>
/// Reads the simulated device's parameters from the embedded table, whose head explains its columns. One row may stand for many
/// parameters that differ by a number only.
/// </summary>
internal static class ParameterTable
{
    /// <summary>Where the panel's parameters begin for people.</summary>
    public const int PanelBase = 10_000;

    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly Lazy<SortedDictionary<int, (ParameterStructure Structure, Value Value)>> All = new(Read);

    /// <summary>The parameters and their first values, by public index; read once, for any number of devices. Not to be changed.</summary>
    public static IReadOnlyDictionary<int, (ParameterStructure Structure, Value Value)> Load() => All.Value;

    private static SortedDictionary<int, (ParameterStructure Structure, Value Value)> Read()
    {
        var parameters = new SortedDictionary<int, (ParameterStructure, Value)>();
        using var table = typeof(ParameterTable).Assembly.GetManifestResourceStream("simulated-parameters.csv")!;
        using var reader = new StreamReader(table);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                AddRow(parameters, line.Split(','));
        }

        return parameters;
    }

    /// <summary>A value of <paramref name="type"/> as the table writes it.</summary>
    public static Value Parse(ParameterType type, string text) => type switch
    {
        ParameterType.String => Value.Of(text),
        ParameterType.Float => Value.Of(float.Parse(text, CultureInfo.InvariantCulture)),
        ParameterType.Bool => Value.Of(text != "0"),
        _ => Value.Of(type, Int128.Parse(text, CultureInfo.InvariantCulture)),
    };

    private static void AddRow(SortedDictionary<int, (ParameterStructure, Value)> parameters, string[] columns)
    {
        string Column(int i) => i < columns.Length ? columns[i] : "";

        var repeat = columns[0].Split('x', '/');
        var first = int.Parse(repeat[0], CultureInfo.InvariantCulture);
        var count = repeat.Length > 1 ? int.Parse(repeat[1], CultureInfo.InvariantCulture) : 1;
        var stride = repeat.Length > 2 ? int.Parse(repeat[2], CultureInfo.InvariantCulture) : 1;
        var type = ParameterTypes.All.First(t => t.Name() == Column(2).TrimEnd('+'));
        var values = Column(7).Split('|');
        for (var k = 0; k < count; k++)
        {
            var index = first + (k * stride);
            var moved = stride == 1 ? 0 : k * stride;
            var flags = (ParameterFlags)byte.Parse(Column(4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var min = Limit(Column(5), moved, ParameterFlags.MinIsIndex, ParameterFlags.NoMin, ref flags);
            var max = Limit(Column(6), moved, ParameterFlags.MaxIsIndex, ParameterFlags.NoMax, ref flags);
            var structure = new ParameterStructure(
                (ushort)(index % PanelBase), Expand(Column(1), k), Column(3), type, Readable: true, Column(2).EndsWith('+'),
                flags, min, max);
            parameters.Add(index, (structure, Parse(type, Expand(values[k % values.Length], k))));
        }
    }

    private static int Limit(string text, int moved, ParameterFlags isIndex, ParameterFlags none, ref ParameterFlags flags)
    {
        if (text.Length == 0)
        {
            flags |= none;
            return 0;
        }

        if (text[0] != '@')
            return int.Parse(text, CultureInfo.InvariantCulture);

        flags |= isIndex;
        return int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture) + moved;
    }

    /// <summary><c>{7}</c> counts on from 7; <c>{day}</c> is SundayAM, SundayPM …; <c>{dy}</c> is SuAM, SuPM ….</summary>
    private static string Expand(string text, int k)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return text;

        var close = text.IndexOf('}', StringComparison.Ordinal);
        var token = text[(open + 1)..close];
        var halfDay = k % 2 == 0 ? "AM" : "PM";
        var expanded = token switch
        {
            "day" => Days[k / 2] + halfDay,
            "dy" => Days[k / 2][..2] + halfDay,
            _ => (int.Parse(token, CultureInfo.InvariantCulture) + k).ToString($"D{token.Length}", CultureInfo.InvariantCulture),
        };
        return text[..open] + expanded + text[(close + 1)..];
    }
}
