namespace Econet.Gateway.Configuration;

/// <summary>Reads the section of a device, wherever it stands: <c>devices:</c> of a file, or a request.</summary>
/// <param name="put">Takes a setting's key among the layers, what it is called where it stands, its text, and its line.</param>
/// <param name="bad">Makes an error of a line and what is wrong there.</param>
internal sealed class DeviceSectionReader(Action<string, string, string, int> put, Func<int, string, Exception> bad)
{
    /// <param name="within">What the place of the section is called: <c>devices.cottage</c>, or nothing where it stands alone.</param>
    public (DeviceKind Kind, string? Name) Read(string id, string within, FileNode.Section section, int line)
    {
        var kind = section.Entries.FirstOrDefault(e => e.Key == "kind") is { Value: FileNode.Scalar { Text: { } text } } given
            ? FileValues.KindOf(text) ?? throw bad(
                given.Line, $"{Full(within, "kind")}: {SettingValues.Quote(text)} is not allowed; it takes gm3 or neasmart")
            : throw bad(line, within.Length > 0 ? $"{within} needs a kind: gm3 or neasmart" : "a device needs a kind: gm3 or neasmart");
        string? name = null;
        foreach (var inner in section.Entries)
        {
            switch (inner)
            {
                case { Key: "kind" } or { Value.IsNull: true }:
                    break;
                case { Key: "name", Value: FileNode.Scalar { Text: { } called } } when SettingParsers.Text(called) is not null:
                    name = called;
                    break;
                case { Key: "name" }:
                    throw bad(inner.Value.Line, $"{Full(within, "name")} takes a text of one line");
                default:
                    Walk(id, kind, within, inner.Key, inner);
                    break;
            }
        }

        return (kind, name);
    }

    private void Walk(string id, DeviceKind kind, string within, string at, FileNode.Entry entry)
    {
        var full = Full(within, at);
        if (entry.Value.IsNull)
        {
            return;
        }

        if (Settings.OfDevices.FirstOrDefault(s => s.Of == kind && s.DevicePath == at) is { } setting)
        {
            put(SettingValues.KeyOf(id, setting), full, FileValues.TextOf(setting, full, entry.Value, bad), entry.Value.Line);
            return;
        }

        var paths = Settings.OfDevices.Where(s => s.Of == kind).Select(s => s.DevicePath!).ToArray();
        if (!Array.Exists(paths, path => path.StartsWith(at + ".", StringComparison.Ordinal)))
        {
            throw bad(entry.Line, $"unknown key {SettingValues.Quote(full)}; there are kind, name, {string.Join(", ", paths)}");
        }

        foreach (var inner in (entry.Value as FileNode.Section ?? throw bad(entry.Value.Line, $"{full} must hold keys")).Entries)
        {
            Walk(id, kind, within, $"{at}.{inner.Key}", inner);
        }
    }

    private static string Full(string within, string at) => within.Length > 0 ? $"{within}.{at}" : at;
}
