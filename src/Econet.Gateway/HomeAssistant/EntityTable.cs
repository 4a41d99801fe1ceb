using System.Collections.Immutable;
using Econet.Actors;
using YamlDotNet.RepresentationModel;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// How known parameters appear in Home Assistant: the gateway's own file, and the user's merged over it, group by group,
/// entity by entity, field by field.
/// </summary>
public sealed class EntityTable
{
    private EntityTable(ImmutableArray<EntityRow> rows) => Rows = rows;

    /// <summary>In the order of the files, groups with members unfolded.</summary>
    internal ImmutableArray<EntityRow> Rows { get; }

    /// <summary>The table without a user's file.</summary>
    public static EntityTable Default { get; } = Of(ReadDefault(), EntityWords.English);

    /// <summary>The same with other words.</summary>
    public static EntityTable DefaultIn(EntityWords words) => Of(ReadDefault(), words);

    /// <summary>The default table with the file at <paramref name="path"/> merged over it.</summary>
    /// <exception cref="EntityFileException">The file can't be read, or is wrong; the message names the line.</exception>
    public static EntityTable Load(string path, EntityWords? words = null)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var reader = new StreamReader(path);
            return Merge(reader, file, words);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = Directory.Exists(path) ? "it is a directory" : FailureReason.Of(failed);
            throw new EntityFileException($"'{path}' can't be read: {reason}", failed);
        }
    }

    /// <summary>The default table with <paramref name="own"/> merged over it.</summary>
    /// <exception cref="EntityFileException">The file is wrong; the message names the line.</exception>
    public static EntityTable Merge(TextReader own, string file, EntityWords? words = null)
    {
        var groups = ReadDefault();
        foreach (var (name, group) in EntityFile.Read(own, file))
        {
            if (!groups.TryGetValue(name, out var known))
            {
                groups[name] = group;
                continue;
            }

            Overlay(known.Fields, group.Fields);
            foreach (var (id, entity) in group.Entities)
            {
                if (known.Entities.TryGetValue(id, out var before))
                {
                    Overlay(before.Fields, entity.Fields);
                    known.Entities[id] = entity with { Fields = before.Fields };
                }
                else
                {
                    known.Entities[id] = entity;
                }
            }
        }

        return Of(groups, words ?? EntityWords.English);
    }

    private static void Overlay(Dictionary<string, Field> fields, Dictionary<string, Field> over)
    {
        foreach (var (name, field) in over)
        {
            fields[name] = field;
        }
    }

    private static Dictionary<string, RawGroup> ReadDefault()
    {
        using var stream = typeof(EntityTable).Assembly.GetManifestResourceStream("entities.yaml")!;
        using var reader = new StreamReader(stream);
        return EntityFile.Read(reader, "entities.yaml");
    }

    private static EntityTable Of(Dictionary<string, RawGroup> groups, EntityWords words)
    {
        var rows = ImmutableArray.CreateBuilder<EntityRow>();
        var places = new Dictionary<string, Field>();
        foreach (var (name, group) in groups)
        {
            foreach (var (id, entity, member) in Unfold(name, group))
            {
                if (!places.TryAdd(id, entity.Place))
                {
                    throw entity.Place.Wrong($"entity '{id}' is already in another group");
                }

                var row = EntityRowReader.Read(id, entity, EntityRowReader.Group(group, member), member, words);
                if (row is not null)
                {
                    rows.Add(row);
                }
            }
        }

        return new EntityTable(rows.ToImmutable());
    }

    /// <summary>
    /// The entities of a group; those of a group with members once for each member. One with the id of a single member's entity goes over it.
    /// </summary>
    private static IEnumerable<(string Id, RawEntity Entity, Member? Member)> Unfold(string name, RawGroup group)
    {
        if (!group.Fields.TryGetValue("each", out var each))
        {
            return group.Entities.Select(e => (e.Key, e.Value, (Member?)null));
        }

        var unfolded = new Dictionary<string, (RawEntity Entity, Member Member)>();
        foreach (var member in Members(each))
        {
            foreach (var (id, entity) in group.Entities.Where(e => Member.IsPattern(e.Key)))
            {
                unfolded[member.In(id)] = (entity with { Fields = new(entity.Fields) }, member);
            }
        }

        foreach (var (id, entity) in group.Entities.Where(e => !Member.IsPattern(e.Key)))
        {
            if (!unfolded.TryGetValue(id, out var whole))
            {
                throw entity.Place.Wrong($"entity '{id}' of group '{name}' needs a '*' for the member, or the id of an existing member");
            }

            Overlay(whole.Entity.Fields, entity.Fields);
        }

        return unfolded.Select(e => (e.Key, e.Value.Entity, (Member?)e.Value.Member));
    }

    private static IEnumerable<Member> Members(Field each) => each.Node is YamlSequenceNode list
        ? list.Select(node => node is YamlScalarNode { Value: { Length: > 0 } text }
            ? new Member(text)
            : throw new Field(each.File, node).Wrong("each member of 'each' must be a name or a number"))
        : throw each.Wrong("'each' must be a list, as in '[1, 2, 3]'");
}
