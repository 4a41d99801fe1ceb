using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Configuration;

/// <summary>A value of a setting, and where it was set: "environment", "config.yaml line 3", "command line".</summary>
/// <param name="Text">As it may be told: without what is secret.</param>
internal readonly record struct SettingValue(Setting Setting, object Value, string Text, string Source);

/// <summary>What the settings are, after command line, environment, file and defaults had their say.</summary>
internal sealed class SettingValues
{
    private readonly Dictionary<Setting, SettingValue> _values = [];

    /// <summary>What was set, as opposed to left at its default, in the order of the table.</summary>
    public IEnumerable<SettingValue> Given => Settings.All.Where(_values.ContainsKey).Select(setting => _values[setting]);

    /// <param name="commandLine">By setting; without those not given.</param>
    /// <param name="environment">All variables; others than settings are ignored, and empty ones count as not set.</param>
    /// <param name="directory">Where relative paths start.</param>
    /// <exception cref="ConfigurationException">A value is bad, also when another source overrides it.</exception>
    public static SettingValues Load(
        IReadOnlyDictionary<Setting, string> commandLine, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var upper = new SettingValues();
        foreach (var setting in Settings.All)
        {
            if (environment.GetValueOrDefault(setting.Name) is { } text && text.Trim().Length > 0)
            {
                upper.Set(setting, setting.Name, text.Trim(), "environment");
            }

            if (commandLine.TryGetValue(setting, out text))
            {
                upper.Set(setting, setting.Option, text, "command line");
            }
        }

        var values = new SettingValues();
        if (ConfigFilePath(upper, directory) is { } path)
        {
            YamlSettings.Read(path, (setting, text, source) => values.Set(setting, setting.Path!, text, source));
        }

        foreach (var given in upper._values.Values)
        {
            values._values[given.Setting] = given;
        }

        return values;
    }

    public T? Find<T>(Setting<T> setting) => Value(setting) is { } value ? (T)value : default;

    public T Get<T>(Setting<T?> setting)
        where T : struct => (T)Value(setting)!;

    /// <summary>Where a setting's value comes from, for a message.</summary>
    public string SourceOf(Setting setting) => _values.TryGetValue(setting, out var value) ? value.Source : "default";

    private static string? ConfigFilePath(SettingValues values, string directory)
    {
        if (values._values.TryGetValue(Settings.ConfigFile, out var given))
        {
            var path = Path.Combine(directory, given.Text);
            return Directory.Exists(path) ? throw Unreadable("is a directory")
                : File.Exists(path) ? path
                : throw Unreadable("does not exist");

            ConfigurationException Unreadable(string what) =>
                new($"CONFIG_FILE ({given.Source}): {Quote(given.Text)} {what}; it takes the path of a YAML file");
        }

        var standard = Path.Combine(directory, "config.yaml");
        return File.Exists(standard) || Directory.Exists(standard) ? standard : null;
    }

    private object? Value(Setting setting) =>
        _values.TryGetValue(setting, out var given) ? given.Value
        : setting.Default.Length > 0 ? setting.Read(setting.Default)
        : null;

    /// <param name="name">What the source calls the setting.</param>
    private void Set(Setting setting, string name, string text, string source)
    {
        try
        {
            _values[setting] = new(setting, setting.Read(text), setting.Told(text), source);
        }
        catch (FormatException)
        {
            throw new ConfigurationException($"{name} ({source}): {Quote(setting.Told(text))} is not allowed; it takes {setting.Allowed}");
        }
    }

    /// <summary>A text on one line, for a message; of an address without what may be a password in it.</summary>
    internal static string Quote(string text)
    {
        text = text.Contains("://", StringComparison.Ordinal) ? BrokerAddress.Mask(text) : text;
        return "'" + string.Concat((text.Length > 100 ? text[..100] + "…" : text).Select(c => char.IsControl(c) ? '?' : c)) + "'";
    }
}
