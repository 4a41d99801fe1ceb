using Econet.Values;

namespace Econet.Gm3.Tests;

/// <summary>The recorded bus of a real controller and its table of parameters, where they are at hand beside the project.</summary>
internal static class Recording
{
    private static readonly string? Folder = Find();

    public static bool IsPresent => Folder is not null;

    public static byte[] Bytes() => File.ReadAllBytes(Path.Combine(Folder!, "capture.bin"));

    /// <summary>The types of the controller's parameters, by wire index.</summary>
    public static ParameterType[] ControllerTypes()
    {
        var rows = File.ReadLines(Path.Combine(Folder!, "parameters.csv")).Select(Fields).ToList();
        var (space, index, type) = (rows[0].IndexOf("space"), rows[0].IndexOf("wire_index"), rows[0].IndexOf("type"));
        var byName = ParameterTypes.All.ToDictionary(t => t.Name());
        return [.. rows.Skip(1).Where(r => r[space] == "controller")
            .OrderBy(r => int.Parse(r[index], System.Globalization.CultureInfo.InvariantCulture))
            .Select(r => byName[r[type]])];
    }

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "gm3");
            if (File.Exists(Path.Combine(folder, "capture.bin")) && File.Exists(Path.Combine(folder, "parameters.csv")))
            {
                return folder;
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

/// <summary>A test over the recorded bus; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute()
    {
        if (!Recording.IsPresent)
        {
            Skip = "No recorded bus (shared/gm3) in a folder above the tests.";
        }
    }
}
