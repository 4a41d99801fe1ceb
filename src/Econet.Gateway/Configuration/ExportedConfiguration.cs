using System.Text;

namespace Econet.Gateway.Configuration;

/// <summary>The settings that count, as a configuration file that gives the same gateway again.</summary>
internal static class ExportedConfiguration
{
    public static string Write(SettingValues values)
    {
        var text = new StringBuilder("# The settings of this gateway, each with its source. Secrets are named but not shown.\n");
        var ofGateway = Settings.All.Where(s => s.Path is not null && values.IsGiven(s)).ToArray();
        foreach (var section in ofGateway.GroupBy(s => s.Path!.Split('.')[0]))
        {
            text.Append(null, $"{section.Key}:\n");
            foreach (var setting in section)
            {
                Append(text, "  ", setting.Path!.Split('.')[1], values, setting);
            }
        }

        if (values.DeviceSections is { Count: > 0 } devices)
        {
            text.Append("devices:\n");
            foreach (var device in devices)
            {
                Append(text, device, values.For(device.Id));
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, DeviceSection device, SettingValues values)
    {
        text.Append(null, $"  {device.Id}:  # {device.Source}\n    kind: {(device.Kind == DeviceKind.Gm3 ? "gm3" : "neasmart")}\n");
        if (device.Name is { } name)
        {
            text.Append(null, $"    name: {Quoted(name)}\n");
        }

        var own = Settings.OfDevices.Where(s => s.Of == device.Kind && values.IsGivenForDevice(s)).ToArray();
        foreach (var setting in own.Where(s => !s.DevicePath!.Contains('.')))
        {
            Append(text, "    ", setting.DevicePath!, values, setting);
        }

        foreach (var section in own.Where(s => s.DevicePath!.Contains('.')).GroupBy(s => s.DevicePath!.Split('.')[0]))
        {
            text.Append(null, $"    {section.Key}:\n");
            foreach (var setting in section)
            {
                Append(text, "      ", setting.DevicePath!.Split('.')[1], values, setting);
            }
        }
    }

    private static void Append(StringBuilder text, string indent, string key, SettingValues values, Setting setting)
    {
        var (given, source) = values.TextOf(setting);
        if (setting.Told(given) != given)
        {
            text.Append(null, $"{indent}# {key}: a secret  # {source}; set {setting.Name}\n");
        }
        else if (setting.TakesKeys)
        {
            text.Append(null, $"{indent}{key}:  # {source}\n");
            foreach (var pair in given.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
            {
                text.Append(null, $"{indent}  {pair[0].Trim()}: {Quoted(pair[1].Trim())}\n");
            }
        }
        else
        {
            text.Append(null, $"{indent}{key}: {Quoted(given)}  # {source}\n");
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
