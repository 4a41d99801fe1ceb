using System.Globalization;
using Econet.Gateway.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A field of a file of entities, and where it stands.</summary>
internal readonly record struct Field(string File, YamlNode Node)
{
    public EntityFileException Wrong(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{File} line {Node.Start.Line}: {what}"));
}

/// <summary>An entity as it is in the file; only its form has been checked.</summary>
internal sealed record RawEntity(Field Place, Dictionary<string, Field> Fields);

/// <summary>A group as it is in the file: its own fields, and its entities by id.</summary>
internal sealed record RawGroup(Field Place, Dictionary<string, Field> Fields, Dictionary<string, RawEntity> Entities);

/// <summary>Reads a file of entities.</summary>
internal static class EntityFile
{
    private const string Entities = "entities";

    private static readonly string[] GroupFields = ["each", "when", "title", "title_from", Entities];

    /// <param name="file">What messages call it.</param>
    /// <returns>The groups by name, in the order of the file.</returns>
    /// <exception cref="EntityFileException">It is not in the form of such a file; the message names the line.</exception>
    public static Dictionary<string, RawGroup> Read(TextReader reader, string file)
    {
        var groups = new Dictionary<string, RawGroup>();
        if (Root(reader.ReadToEnd(), file) is not { } root)
        {
            return groups;
        }

        foreach (var (name, place) in Mapping(new Field(file, root), "the file must hold groups of entities, as in 'controller:'"))
        {
            var fields = Mapping(place, $"group '{name}' must hold 'entities:'");
            if (fields.FirstOrDefault(f => !GroupFields.Contains(f.Key)) is { Key: { } unknown } stray)
            {
                throw stray.Value.Wrong($"unknown field '{unknown}' of group '{name}'; valid fields are {string.Join(", ", GroupFields)}");
            }

            var entities = new Dictionary<string, RawEntity>();
            if (fields.Remove(Entities, out var list))
            {
                foreach (var (id, entity) in Mapping(list, $"'entities' of group '{name}' must hold entities, as in 'TempWthr: {{name: Outside}}'"))
                {
                    entities[id] = new RawEntity(entity, Mapping(entity, $"entity '{id}' must hold fields, as in '{{name: Outside}}'"));
                }
            }

            groups[name] = new RawGroup(place, fields, entities);
        }

        return groups;
    }

    private static YamlNode? Root(string text, string file)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents is [var first, ..] && first.RootNode is not YamlScalarNode { Value: null or "" } ? first.RootNode : null;
        }
        catch (YamlException bad)
        {
            throw new EntityFileException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file} line {YamlLines.Of(bad, text.Split('\n'))}: invalid YAML: {bad.Message.ReplaceLineEndings(" ")}"),
                bad);
        }
    }

    private static Dictionary<string, Field> Mapping(Field field, string otherwise)
    {
        if (field.Node is not YamlMappingNode mapping)
        {
            throw field.Wrong(otherwise);
        }

        var fields = new Dictionary<string, Field>();
        foreach (var (key, value) in mapping.Children)
        {
            var name = key is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw new Field(field.File, key).Wrong("a key must be a simple name");
            fields.Add(name, new Field(field.File, value));
        }

        return fields;
    }
}
