using Econet.Gateway.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Econet.Gateway.Configuration;

/// <summary>Reads a YAML configuration file.</summary>
internal static class YamlSyntax
{
    /// <returns>Null for an empty file.</returns>
    /// <exception cref="ConfigurationException">It is not YAML, or holds more than one document.</exception>
    public static FileNode? Parse(string text, string file)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents switch
            {
                [] => null,
                [var only] => Node(only.RootNode, file) is { IsNull: false } root ? root : null,
                [_, var second, ..] => throw Bad(file, second.RootNode, "a second document; there may be one"),
            };
        }
        catch (YamlException bad)
        {
            throw new ConfigurationException(
                $"{file} line {YamlLines.Of(bad, text.Split('\n'))}: invalid YAML: {bad.Message.ReplaceLineEndings(" ")}", bad);
        }
    }

    private static FileNode Node(YamlNode node, string file) => node switch
    {
        YamlMappingNode section => new FileNode.Section(
            [.. section.Children.Select(pair => new FileNode.Entry(Key(pair.Key, file), (int)pair.Key.Start.Line, Node(pair.Value, file)))],
            (int)node.Start.Line),
        YamlSequenceNode list => new FileNode.List([.. list.Children.Select(item => Node(item, file))], (int)node.Start.Line),
        YamlScalarNode scalar => new FileNode.Scalar(IsNull(scalar) ? null : scalar.Value!.Trim(), (int)node.Start.Line),
        _ => throw Bad(file, node, "an alias can't be used here"),
    };

    private static string Key(YamlNode key, string file) =>
        key is YamlScalarNode { Value: { } text } ? text : throw Bad(file, key, "a key must be a plain name");

    private static bool IsNull(YamlScalarNode node) =>
        node is { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    private static ConfigurationException Bad(string file, YamlNode node, string what) => new($"{file} line {node.Start.Line}: {what}");
}
