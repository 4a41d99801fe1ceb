namespace Econet.Gateway.Configuration;

/// <summary>The devices of this gateway, GM3 systems first: the first one is what a path means that names none. May be read by any thread.</summary>
public sealed class DeviceList(IEnumerable<DeviceOptions> devices)
{
    private volatile Known _known = Known.Of(devices);

    public IReadOnlyList<DeviceOptions> Devices
    {
        get => _known.InOrder;
        internal set => _known = Known.Of(value);
    }

    /// <summary>What the owner calls a device; null where nothing was set.</summary>
    public string? NameOf(string id) => Find(id)?.Name;

    /// <summary>What the owner calls the bases and zones of a device.</summary>
    public NeaSmartLabels LabelsOf(string id) => (Find(id) as NeaSmartDevice)?.Options.Labels ?? NeaSmartLabels.Empty;

    public DeviceKind? KindOf(string id) => Find(id)?.Kind;

    /// <summary>Null when there is none with this id.</summary>
    internal DeviceOptions? Find(string id) => _known.ById.GetValueOrDefault(id);

    /// <summary>The devices of the settings, each with its own.</summary>
    /// <exception cref="ConfigurationException">Two of them want the same port, server or file, or a value does not fit.</exception>
    internal static DeviceList From(SettingValues values)
    {
        var sections = values.DeviceSections;
        List<DeviceOptions> devices = [.. sections.Select(section => Of(section, values.For(section.Id)))];
        AddFlat(Settings.SerialPort, DeviceOptions.HeatPump, DeviceKind.Gm3);
        AddFlat(NeaSmartSettings.ServerType, DeviceOptions.NeaSmart, DeviceKind.NeaSmart);
        DeviceConflicts.Check(devices, values);
        return new DeviceList(devices);

        void AddFlat(Setting setting, string id, DeviceKind kind)
        {
            if (!values.IsGiven(setting))
            {
                return;
            }

            if (sections.FirstOrDefault(section => section.Id == id) is not { } section)
            {
                devices.Add(Of(new DeviceSection(id, kind, null, values.SourceOf(setting)), values.For(id)));
            }
            else if (section.Kind != kind)
            {
                throw new ConfigurationException(
                    $"{values.NameOf(setting)} ({values.SourceOf(setting)}) is for the device {id}, which is of another kind ({section.Source})");
            }
        }
    }

    /// <summary>A device with the settings that are its own, and those that it shares.</summary>
    /// <exception cref="ConfigurationException">A value does not fit.</exception>
    internal static DeviceOptions Of(DeviceSection section, SettingValues values) => section.Kind switch
    {
        DeviceKind.NeaSmart => new NeaSmartDevice(section.Id, section.Name, section.Source, NeaSmartConfiguration.From(values)),
        _ => new Gm3Device(
            section.Id,
            section.Name,
            section.Source,
            values.Find(Settings.SerialPort) ?? throw new ConfigurationException(
                $"{values.NameOf(Settings.SerialPort)} ({section.Source}) is not set; it takes {Settings.SerialPort.Allowed}"),
            values.Get(Settings.Driver),
            Gm3Configuration.From(values)),
    };

    private sealed record Known(IReadOnlyList<DeviceOptions> InOrder, IReadOnlyDictionary<string, DeviceOptions> ById)
    {
        public static Known Of(IEnumerable<DeviceOptions> devices)
        {
            DeviceOptions[] inOrder = [.. devices.OrderBy(device => device.Kind)];
            return new Known(inOrder, inOrder.DistinctBy(device => device.Id).ToDictionary(device => device.Id));
        }
    }
}
