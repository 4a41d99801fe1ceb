using System.Globalization;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

/// <summary>The parameters of one real controller and its panel with a value each, where their table is at hand beside the project.</summary>
internal static class RealTable
{
    private static readonly string? File = Find();

    public static bool IsPresent => File is not null;

    /// <summary>Without the units, which the table has of its own.</summary>
    public static IReadOnlyList<(ParameterDefinition Definition, Value Value)> Rows { get; } = File is null ? [] : [.. Read(File)];

    private static IEnumerable<(ParameterDefinition, Value)> Read(string file)
    {
        var lines = System.IO.File.ReadLines(file).Select(Fields).ToList();
        var columns = lines[0];
        foreach (var fields in lines.Skip(1))
        {
            string Field(string column) => fields[columns.IndexOf(column)];

            double? Number(string column) => Field(column) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;

            var type = ParameterTypes.All.First(t => t.Name() == Field("type"));
            yield return (
                new ParameterDefinition(
                    (int)Number("index")!, Field("name"), Unit.None, type, Field("writable") == "1",
                    Min: Number("min") is { } min ? new Limit.Fixed(min) : null, Max: Number("max") is { } max ? new Limit.Fixed(max) : null),
                Parse(type, Field("value")));
        }
    }

    private static Value Parse(ParameterType type, string text) => type switch
    {
        ParameterType.String => Value.Of(text),
        ParameterType.Float => Value.Of(text == "nan" ? float.NaN : float.Parse(text, CultureInfo.InvariantCulture)),
        ParameterType.Bool => Value.Of(text != "0"),
        _ => Value.Of(type, Int128.Parse(text, CultureInfo.InvariantCulture)),
    };

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "shared", "gm3", "parameters.csv");
            if (System.IO.File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>The fields of a CSV line; a comma inside quotes is text.</summary>
    private static List<string> Fields(string line)
    {
        var parts = line.Split('"');
        for (var i = 1; i < parts.Length; i += 2)
        {
            parts[i] = parts[i].Replace(',', ';');
        }

        return [.. string.Concat(parts).Split(',')];
    }
}

/// <summary>A test over the table of a real controller; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealTableFactAttribute : FactAttribute
{
    public RealTableFactAttribute()
    {
        if (!RealTable.IsPresent)
        {
            Skip = "No table of a real controller (shared/gm3/parameters.csv) in a folder above the tests.";
        }
    }
}
