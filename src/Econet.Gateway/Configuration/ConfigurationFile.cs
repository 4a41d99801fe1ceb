namespace Econet.Gateway.Configuration;

/// <summary>Which file holds the settings.</summary>
internal static class ConfigurationFile
{
    private static readonly string[] Standard = ["config.yaml", "config.yml", "config.json"];

    /// <summary>What CONFIG_FILE names, else the one of the standard names that is in the directory; null for none.</summary>
    /// <exception cref="ConfigurationException">CONFIG_FILE names no file, or there are two of the standard names.</exception>
    public static string? Find(
        IReadOnlyDictionary<Setting, string> commandLine, IReadOnlyDictionary<string, string> environment, string directory)
    {
        if (commandLine.TryGetValue(Settings.ConfigFile, out var given))
        {
            return Named(given, $"{Settings.ConfigFile.Option} (command line)", directory);
        }

        if (environment.GetValueOrDefault(Settings.ConfigFile.Name)?.Trim() is { Length: > 0 } named)
        {
            return Named(named, $"{Settings.ConfigFile.Name} (environment)", directory);
        }

        return Standard.Select(name => Path.Combine(directory, name)).Where(path => File.Exists(path) || Directory.Exists(path)).ToArray() switch
        {
            [] => null,
            [var only] => only,
            var several => throw new ConfigurationException(
                $"There are {string.Join(" and ", several.Select(Path.GetFileName))}; set CONFIG_FILE to the one to use"),
        };
    }

    /// <summary>The other files beside this one that a start would find, by name; none where it would not find this one.</summary>
    public static IReadOnlyList<string> OthersBeside(string path) => Standard.Contains(Path.GetFileName(path))
        ? [.. Standard.Where(name => name != Path.GetFileName(path) && File.Exists(Path.Combine(Path.GetDirectoryName(path)!, name)))]
        : [];

    private static string Named(string name, string given, string directory)
    {
        var path = Path.Combine(directory, name);
        return Directory.Exists(path) ? throw Unreadable("is a directory")
            : File.Exists(path) ? path
            : throw Unreadable("does not exist");

        ConfigurationException Unreadable(string what) =>
            new($"{given}: {SettingValues.Quote(name)} {what}; it takes the path of a YAML or JSON file");
    }
}
