using System.Text;

namespace Econet.Gateway.Configuration;

/// <summary>The settings that count, as a configuration file that gives the same gateway again.</summary>
internal static class ExportedConfiguration
{
    /// <summary>For people to look at and pass on.</summary>
    public static string Write(SettingValues values) =>
        Write(values, "# The settings of this gateway, each with its source. Secrets are named but not shown.\n", hidesSecrets: true);

    /// <summary>For the place of a file that holds them already.</summary>
    /// <param name="file">That file.</param>
    public static string WriteWithSecrets(SettingValues values, string file) =>
        Write(values, $"# The settings of this gateway, imported from {file}, each with its source.\n", hidesSecrets: false);

    private static string Write(SettingValues values, string head, bool hidesSecrets)
    {
        var text = new StringBuilder(head);
        var ofGateway = Settings.All.Where(s => s.Path is not null && values.IsGiven(s)).ToArray();
        foreach (var section in ofGateway.GroupBy(s => s.Path!.Split('.')[0]))
        {
            text.Append(null, $"{section.Key}:\n");
            foreach (var setting in section)
            {
                Append(text, "  ", setting.Path!.Split('.')[1], values, setting, hidesSecrets);
            }
        }

        if (values.DeviceSections is { Count: > 0 } devices)
        {
            text.Append("devices:\n");
            foreach (var device in devices)
            {
                Append(text, device, values.For(device.Id), hidesSecrets);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, DeviceSection device, SettingValues values, bool hidesSecrets)
    {
        text.Append(null, $"  {device.Id}:  # {device.Source}\n    kind: {(device.Kind == DeviceKind.Gm3 ? "gm3" : "neasmart")}\n");
        if (device.Name is { } name)
        {
            text.Append(null, $"    name: {Quoted(name)}\n");
        }

        var own = Settings.OfDevices.Where(s => s.Of == device.Kind && values.IsGivenForDevice(s)).ToArray();
        foreach (var setting in own.Where(s => !s.DevicePath!.Contains('.')))
        {
            Append(text, "    ", setting.DevicePath!, values, setting, hidesSecrets);
        }

        foreach (var section in own.Where(s => s.DevicePath!.Contains('.')).GroupBy(s => s.DevicePath!.Split('.')[0]))
        {
            text.Append(null, $"    {section.Key}:\n");
            foreach (var setting in section)
            {
                Append(text, "      ", setting.DevicePath!.Split('.')[1], values, setting, hidesSecrets);
            }
        }
    }

    private static void Append(
        StringBuilder text, string indent, string key, SettingValues values, Setting setting, bool hidesSecrets)
    {
        var (given, source) = values.TextOf(setting);
        if (hidesSecrets && setting.Told(given) != given)
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
