namespace Econet.Gateway.Configuration;

/// <summary>A device that a file has a section for.</summary>
internal sealed record DeviceSection(string Id, DeviceKind Kind, string? Name, string Source);

/// <summary>The settings of a YAML or JSON file; what is wrong in it is named with its line.</summary>
/// <param name="content">What is in it; null where it is to be read.</param>
internal sealed class FileLayer(string path, string? content = null) : Layer
{
    private const string Devices = "devices";

    private readonly string _file = Path.GetFileName(path);
    private readonly Dictionary<string, string> _names = [];
    private readonly List<(Setting Setting, string Path, string Text, string Source)> _foreign = [];
    private readonly List<DeviceSection> _devices = [];

    /// <summary>The devices of the file, in its order.</summary>
    public IReadOnlyList<DeviceSection> DeviceSections => _devices;

    public override string NameOf(Setting setting, string key) => _names[key];

    /// <exception cref="ConfigurationException">The file can't be read, or holds what it must not.</exception>
    public override void Load()
    {
        if (Read() is not { } root)
        {
            return;
        }

        foreach (var entry in SectionOf(root, "the file must hold sections, as in 'serial:'").Entries)
        {
            Walk(entry.Key, entry);
        }

        foreach (var (setting, foreignPath, text, source) in _foreign)
        {
            if (Data.ContainsKey(setting.Key))
            {
                Remarks.Add($"{foreignPath} ({source}) has no effect: {setting.Path} is set too");
            }
            else
            {
                Put(setting.Key, foreignPath, text, source);
            }
        }
    }

    private FileNode? Read()
    {
        try
        {
            var text = content ?? File.ReadAllText(path);
            return _file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonSyntax.Parse(text, _file) : YamlSyntax.Parse(text, _file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a directory" : failed.Message;
            throw new ConfigurationException($"{_file} can't be read: {reason}", failed);
        }
    }

    private void Walk(string at, FileNode.Entry entry)
    {
        // JSON has no comments; people write them as keys.
        if (entry.Value.IsNull || entry.Key.StartsWith("//", StringComparison.Ordinal))
        {
            return;
        }

        if (at == Devices)
        {
            foreach (var device in SectionOf(entry.Value, "devices must hold a section for each device, as in 'heatpump:'").Entries)
            {
                ReadDevice(device);
            }
        }
        else if (Settings.ByPath.TryGetValue(at, out var setting) && !ForeignSettings.IsForeignValue(setting, entry.Value))
        {
            Put(setting.Key, at, FileValues.TextOf(setting, at, entry.Value, Bad), SourceOf(entry.Value));
        }
        else if (ForeignSettings.Paths.TryGetValue(at, out var foreign))
        {
            TakeForeign(at, entry, foreign);
        }
        else if (KnownBelow(at + ".") is { Length: > 0 } known)
        {
            foreach (var inner in SectionOf(entry.Value, $"{at} must hold keys, as in '{known[0][(at.Length + 1)..]}:'").Entries)
            {
                Walk($"{at}.{inner.Key}", inner);
            }
        }
        else
        {
            throw Unknown(at, entry);
        }
    }

    private void TakeForeign(string at, FileNode.Entry entry, ForeignSetting foreign)
    {
        if (foreign.Means is { } setting)
        {
            var text = foreign.Convert is { } convert ? convert(entry.Value) : FileValues.TextOf(setting, at, entry.Value, Bad);
            _foreign.Add((
                setting, at, text ?? throw Bad(entry.Value.Line, $"{at} can't be read; it takes {setting.Allowed}"), SourceOf(entry.Value)));
        }
        else
        {
            Remarks.Add($"{at} ({SourceOf(entry.Value)}) has no effect: {foreign.Reason}");
        }
    }

    private void ReadDevice(FileNode.Entry entry)
    {
        var (id, at) = (entry.Key, $"{Devices}.{entry.Key}");
        if (!DeviceOptions.IsId(id))
        {
            throw Bad(entry.Line, $"{SettingValues.Quote(id)} is not a valid device id; it takes {DeviceOptions.AllowedId}");
        }

        var (kind, name) = new DeviceSectionReader((key, called, text, line) => Put(key, called, text, SourceAt(line)), Bad)
            .Read(id, at, SectionOf(entry.Value, $"{at} must hold keys, as in 'kind:'"), entry.Line);
        _devices.Add(new DeviceSection(id, kind, name, SourceAt(entry.Line)));
    }

    private void Put(string key, string name, string text, string source)
    {
        _names[key] = name;
        Put(key, text, source);
    }

    private FileNode.Section SectionOf(FileNode node, string otherwise) => node as FileNode.Section ?? throw Bad(node.Line, otherwise);

    private static string[] KnownBelow(string prefix) =>
        [.. Settings.ByPath.Keys.Concat(ForeignSettings.Paths.Keys).Where(known => known.StartsWith(prefix, StringComparison.Ordinal))];

    private ConfigurationException Unknown(string at, FileNode.Entry entry)
    {
        var section = at[..(at.LastIndexOf('.') + 1)];
        var there = section.Length > 0
            ? Settings.ByPath.Keys.Where(known => known.StartsWith(section, StringComparison.Ordinal))
            : [.. Settings.ByPath.Keys.Select(known => known.Split('.')[0]).Distinct(), Devices];
        return Bad(entry.Line, $"unknown key {SettingValues.Quote(at)}; there are {string.Join(", ", there)}");
    }

    private string SourceOf(FileNode node) => SourceAt(node.Line);

    private string SourceAt(int line) => $"{_file} line {line}";

    private ConfigurationException Bad(int line, string what) => new($"{SourceAt(line)}: {what}");
}
