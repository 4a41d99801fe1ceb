using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Econet.Gateway.Configuration;

/// <summary>Settings from a YAML file; what is wrong in it is named with its line.</summary>
internal static class YamlSettings
{
    private static readonly Dictionary<string, Setting> ByPath =
        Settings.All.Where(s => s.Path is not null).ToDictionary(s => s.Path!);

    private static readonly HashSet<string> Sections = [.. ByPath.Keys.Select(path => path[..path.IndexOf('.', StringComparison.Ordinal)])];

    /// <param name="set">Takes a setting, its text, and its source.</param>
    /// <exception cref="ConfigurationException">The file can't be read, or holds what it must not.</exception>
    public static void Read(string path, Action<Setting, string, string> set)
    {
        var file = Path.GetFileName(path);
        if (Root(path, file) is not { } root)
        {
            return;
        }

        foreach (var (key, node) in Mapping(root, file, ""))
        {
            var section = Text(key, file);
            if (!Sections.Contains(section))
            {
                throw Bad(file, key, $"unknown key {SettingValues.Quote(section)}; there are {string.Join(", ", Sections)}");
            }

            if (IsNull(node))
            {
                continue;
            }

            foreach (var (name, value) in Mapping(node, file, section))
            {
                Set($"{section}.{Text(name, file)}", name, value, file, set);
            }
        }
    }

    private static void Set(string path, YamlNode key, YamlNode node, string file, Action<Setting, string, string> set)
    {
        if (!ByPath.TryGetValue(path, out var setting))
        {
            var section = path[..(path.IndexOf('.', StringComparison.Ordinal) + 1)];
            var known = ByPath.Keys.Where(p => p.StartsWith(section, StringComparison.Ordinal));
            throw Bad(file, key, $"unknown key {SettingValues.Quote(path)}; there are {string.Join(", ", known)}");
        }

        if (IsNull(node))
        {
            return;
        }

        var text = node switch
        {
            YamlScalarNode { Value: { } scalar } => scalar.Trim(),
            YamlMappingNode keys when setting.TakesKeys => Joined(keys, path, file),
            _ => throw Bad(file, node, $"{path} is a list or a section; it takes {setting.Allowed}"),
        };
        set(setting, text, Source(file, node));
    }

    /// <summary>A section of keys and values as one text.</summary>
    private static string Joined(YamlMappingNode keys, string path, string file) =>
        string.Join("; ", keys.Children.Select(pair => pair.Value is YamlScalarNode { Value: { } value } && !value.Contains(';')
            ? $"{Text(pair.Key, file)}={value}"
            : throw Bad(file, pair.Value, $"{path}.{Text(pair.Key, file)} must be a text without ';'")));

    private static YamlNode? Root(string path, string file)
    {
        try
        {
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents switch
            {
                [] => null,
                [var only] => IsNull(only.RootNode) ? null : only.RootNode,
                [_, var second, ..] => throw Bad(file, second.RootNode, "a second document; there may be one"),
            };
        }
        catch (YamlException bad)
        {
            throw new ConfigurationException($"{file} line {LineOf(bad, File.ReadLines(path))}: invalid YAML: {bad.Message.ReplaceLineEndings(" ")}", bad);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a directory" : failed.Message;
            throw new ConfigurationException($"{file} can't be read: {reason}", failed);
        }
    }

    /// <summary>The line to look at: for a tab the parser tells where the section began.</summary>
    internal static long LineOf(YamlException bad, IEnumerable<string> lines)
    {
        var tab = bad.Message.Contains("tab", StringComparison.Ordinal)
            ? lines.Skip((int)bad.Start.Line - 1).TakeWhile(line => !line.TrimStart(' ').StartsWith('\t')).Count()
            : 0;
        return bad.Start.Line + tab;
    }

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Mapping(YamlNode node, string file, string section) =>
        node is YamlMappingNode mapping
            ? mapping.Children
            : throw Bad(file, node, section.Length == 0
                ? "the file must hold sections, as in 'serial:'"
                : $"{section} must hold keys, as in '{First(section)}'");

    private static string First(string section) =>
        ByPath.Keys.First(path => path.StartsWith(section + ".", StringComparison.Ordinal))[(section.Length + 1)..] + ":";

    private static string Text(YamlNode key, string file) =>
        key is YamlScalarNode { Value: { } text } ? text : throw Bad(file, key, "a key must be a plain name");

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    private static string Source(string file, YamlNode node) =>
        string.Create(CultureInfo.InvariantCulture, $"{file} line {node.Start.Line}");

    private static ConfigurationException Bad(string file, YamlNode node, string what) => new($"{Source(file, node)}: {what}");
}
