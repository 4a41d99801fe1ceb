namespace Econet.Gateway.Configuration;

/// <summary>Values of a file as the one text that a setting reads.</summary>
internal static class FileValues
{
    /// <param name="at">What the file calls the setting.</param>
    /// <param name="bad">Makes an error of a line and what is wrong there.</param>
    public static string TextOf(Setting setting, string at, FileNode node, Func<int, string, Exception> bad) => node switch
    {
        FileNode.Scalar { Text: { } text } => text,
        FileNode.Section keys when setting.TakesKeys => Joined(keys, at, bad),
        FileNode.List list when setting.TakesList && list.Items.All(item => item is FileNode.Scalar { Text: not null }) =>
            string.Join(", ", list.Items.Cast<FileNode.Scalar>().Select(item => item.Text)),
        _ => throw bad(node.Line, $"{at} is a list or a section; it takes {setting.Allowed}"),
    };

    public static DeviceKind? KindOf(string text) => text switch
    {
        "gm3" => DeviceKind.Gm3,
        "neasmart" => DeviceKind.NeaSmart,
        _ => null,
    };

    /// <summary>A section of keys and values as one text.</summary>
    private static string Joined(FileNode.Section keys, string at, Func<int, string, Exception> bad) =>
        string.Join("; ", keys.Entries.Select(entry => entry.Value is FileNode.Scalar { Text: { } value } && !value.Contains(';')
            ? $"{entry.Key}={value}"
            : throw bad(entry.Value.Line, $"{at}.{entry.Key} must be a text without ';'")));
}
