using Econet.Gateway.Mqtt;

namespace Econet.Gateway.Configuration;

/// <summary>A value of a setting, and where it was set: "environment", "config.yaml line 3", "command line".</summary>
/// <param name="Name">What the source calls the setting.</param>
/// <param name="Text">As it may be shown: without secrets.</param>
internal readonly record struct SettingValue(Setting Setting, string Name, string Text, string Source);

/// <summary>What the settings are, after command line, environment, file and defaults had their say: the gateway's, or one device's.</summary>
internal sealed class SettingValues
{
    /// <summary>The one that decides first.</summary>
    private readonly IReadOnlyList<Layer> _layers;

    /// <summary>Whose values these are; null for the gateway's.</summary>
    private readonly string? _device;

    private SettingValues(IReadOnlyList<Layer> layers, string? device) => (_layers, _device) = (layers, device);

    /// <summary>Reads the settings once more, from where they were read; what does not come from a file is as it was.</summary>
    /// <exception cref="ConfigurationException">A value is bad.</exception>
    public Func<SettingValues> Again { get; private init; } = () => None;

    /// <summary>The file that the settings would be read from now; null for none.</summary>
    /// <exception cref="ConfigurationException">There is none where one is named, or there are two.</exception>
    public Func<string?> File { get; private init; } = () => null;

    /// <summary>The defaults alone.</summary>
    public static SettingValues None { get; } = new([], device: null);

    /// <summary>The devices that a file has sections for, in its order.</summary>
    public IReadOnlyList<DeviceSection> DeviceSections => [.. _layers.OfType<FileLayer>().SelectMany(file => file.DeviceSections)];

    /// <summary>What is given and has no effect, or is not known: a line each.</summary>
    public IEnumerable<string> Remarks => _layers.SelectMany(layer => layer.Remarks);

    /// <summary>What was set, as opposed to left at its default, in the order of the table; then what devices have for themselves.</summary>
    public IEnumerable<SettingValue> Given => Settings.All.Select(setting => (Setting: setting, Found: Find(setting, [setting.Key])))
        .Concat(DeviceSections.SelectMany(device => Settings.OfDevices
            .Where(setting => setting.Of == device.Kind)
            .Select(setting => (Setting: setting, Found: Find(setting, [KeyOf(device.Id, setting)])))))
        .Where(given => given.Found is not null)
        .Select(given => Told(given.Setting, given.Found!.Value));

    /// <param name="commandLine">By setting; without those not given.</param>
    /// <param name="environment">All variables; others than settings are ignored, and empty ones count as not set.</param>
    /// <param name="directory">Where relative paths start.</param>
    /// <exception cref="ConfigurationException">A value is bad, also when another source overrides it.</exception>
    public static SettingValues Load(
        IReadOnlyDictionary<Setting, string> commandLine, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var builder = new ConfigurationBuilder();
        if (ConfigurationFile.Find(commandLine, environment, directory) is { } path)
        {
            builder.Add(new FileLayer(path));
        }

        var root = builder.Add(new EnvironmentLayer(environment)).Add(new CommandLineLayer(commandLine)).Build();
        var values = new SettingValues([.. root.Providers.Cast<Layer>().Reverse()], device: null)
        {
            Again = () => Load(commandLine, environment, directory), File = () => ConfigurationFile.Find(commandLine, environment, directory),
        };
        values.Check();
        return values;
    }

    /// <summary>The settings of a file alone.</summary>
    /// <exception cref="ConfigurationException">It can't be read, or a value is bad.</exception>
    /// <param name="content">What is in it; null where it is to be read.</param>
    public static SettingValues OfFile(string path, string? content = null)
    {
        var file = new FileLayer(path, content);
        file.Load();
        var values = new SettingValues([file], device: null);
        values.Check();
        return values;
    }

    /// <summary>The same, with those of a device that is in no file; its own take precedence.</summary>
    /// <exception cref="ConfigurationException">It is no device, or a value of its is bad.</exception>
    public SettingValues With(DeviceLayer device)
    {
        device.Load();
        foreach (var setting in Settings.OfDevices)
        {
            Check(device, setting, KeyOf(device.Section.Id, setting));
        }

        return new SettingValues([device, .. _layers], device: null);
    }

    /// <summary>
    /// The values for a device: its own, and what is set for the gateway and not for one device only. The device that the flat names mean has
    /// these as well.
    /// </summary>
    public SettingValues For(string device) => new(_layers, device);

    public T? Find<T>(Setting<T> setting) => Value(setting) is { } value ? (T)value : default;

    public T Get<T>(Setting<T?> setting)
        where T : struct => (T)Value(setting)!;

    public bool IsGiven(Setting setting) => Find(setting, KeysOf(setting)) is not null;

    /// <summary>The device has it for itself, rather than from the gateway.</summary>
    public bool IsGivenForDevice(Setting setting) => _device is not null && Find(setting, [KeyOf(_device, setting)]) is not null;

    /// <summary>The text that was given, and where.</summary>
    public (string Text, string Source) TextOf(Setting setting) =>
        Find(setting, KeysOf(setting)) is { } given ? (given.Text, given.Source) : (setting.Default, "default");

    /// <summary>Where a setting's value comes from, for a message.</summary>
    public string SourceOf(Setting setting) => Find(setting, KeysOf(setting))?.Source ?? "default";

    /// <summary>What the place where a setting is given calls it, for a message: <c>SERIAL_PORT</c> or <c>devices.cottage.port</c>.</summary>
    public string NameOf(Setting setting) =>
        Find(setting, KeysOf(setting)) is { Layer: FileLayer or DeviceLayer } given ? given.Name
        : setting.DevicePath is { } path && _layers is [DeviceLayer alone, ..] && alone.Section.Id == _device ? path
        : _device is null || DeviceOptions.IsFlat(_device, setting.Of) || setting.DevicePath is null ? setting.Name
        : $"devices.{_device}.{setting.DevicePath}";

    /// <summary>A text on one line, for a message; of an address without what may be a password in it.</summary>
    internal static string Quote(string text)
    {
        text = text.Contains("://", StringComparison.Ordinal) ? BrokerAddress.Mask(text) : text;
        return "'" + string.Concat((text.Length > 100 ? text[..100] + "…" : text).Select(c => char.IsControl(c) ? '?' : c)) + "'";
    }

    private object? Value(Setting setting) =>
        Find(setting, KeysOf(setting)) is { } given ? setting.Read(given.Text)
        : setting.Default.Length > 0 ? setting.Read(setting.Default)
        : null;

    private IEnumerable<string> KeysOf(Setting setting)
    {
        if (_device is not null && setting.DevicePath is not null)
        {
            yield return KeyOf(_device, setting);
        }

        if (_device is null || !setting.IsOwn || DeviceOptions.IsFlat(_device, setting.Of))
        {
            yield return setting.Key;
        }
    }

    /// <summary>The key of what a device has for itself.</summary>
    internal static string KeyOf(string device, Setting setting) => $"devices:{device}:{setting.DevicePath?.Replace('.', ':')}";

    private Found? Find(Setting setting, IEnumerable<string> keys)
    {
        foreach (var layer in _layers)
        {
            foreach (var key in keys)
            {
                if (layer.TryGet(key, out var text))
                {
                    return new Found(layer, layer.NameOf(setting, key), text!, layer.SourceOf(key));
                }
            }
        }

        return null;
    }

    private void Check()
    {
        foreach (var layer in _layers)
        {
            foreach (var setting in Settings.All)
            {
                Check(layer, setting, setting.Key);
                foreach (var device in DeviceSections.Where(d => setting.DevicePath is not null && setting.Of == d.Kind))
                {
                    Check(layer, setting, KeyOf(device.Id, setting));
                }
            }
        }
    }

    private static void Check(Layer layer, Setting setting, string key)
    {
        if (!layer.TryGet(key, out var text))
        {
            return;
        }

        try
        {
            _ = setting.Read(text!);
        }
        catch (FormatException)
        {
            throw new ConfigurationException(
                $"{layer.NameOf(setting, key)} ({layer.SourceOf(key)}): {Quote(setting.Told(text!))} is not allowed; it takes {setting.Allowed}");
        }
    }

    private static SettingValue Told(Setting setting, Found given) =>
        new(setting, given.Layer is FileLayer ? given.Name : setting.Name, setting.Told(given.Text), given.Source);

    private readonly record struct Found(Layer Layer, string Name, string Text, string Source);
}
