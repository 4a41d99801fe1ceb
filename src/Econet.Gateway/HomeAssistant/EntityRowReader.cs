using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Turns an entity of a file into a row of the table, and refuses what Home Assistant would not accept.</summary>
internal static class EntityRowReader
{
    private const string None = "none";

    private static readonly string[] FieldNames =
    [
        "parameter", "name", "component", "device_class", "state_class", "unit", "category", "icon", "enabled", "values", "bit",
        "inverted", "scale", "signed", "absent", "min", "max", "step", "press", "modes", "presets", "roles",
    ];

    private static readonly FrozenDictionary<string, Component> ByName =
        Enum.GetValues<Component>().ToFrozenDictionary(component => component.Name());

    private static readonly FrozenDictionary<Component, string[]> RoleNames = new Dictionary<Component, string[]>
    {
        [Component.Climate] =
            ["mode", "setpoint", "current", "humidity", "comfort", "eco", "in_force", "pump", "hot_water", "work_mode", "direction"],
        [Component.WaterHeater] = ["mode", "setpoint", "current"],
    }.ToFrozenDictionary();

    public static EntityGroup Group(RawGroup group, Member? member)
    {
        var title = Text(group.Fields, "title", member);
        return new EntityGroup(
            Text(group.Fields, "when", member), title ?? member?.Title, Text(group.Fields, "title_from", member), member?.Text);
    }

    /// <returns>Null when the entity's component is <c>none</c>: it is hidden.</returns>
    /// <exception cref="EntityFileException">A field is wrong; the message names its line.</exception>
    public static EntityRow? Read(string id, RawEntity entity, EntityGroup group, Member? member, EntityWords words)
    {
        var fields = entity.Fields;
        if (fields.FirstOrDefault(f => !FieldNames.Contains(f.Key)) is { Key: { } unknown } stray)
        {
            throw stray.Value.Wrong($"unknown field '{unknown}' of entity '{id}'; valid fields are {string.Join(", ", FieldNames)}");
        }

        if (Text(fields, "component") == None)
        {
            return null;
        }

        var component = Choice(fields, "component", ByName);
        var row = new EntityRow(
            id,
            group,
            fields.TryGetValue("parameter", out var parameter) ? Names(parameter, member) : [id],
            Text(fields, "name", member),
            component,
            OrNone(Text(fields, "device_class")),
            OrNone(Word(fields, "state_class", HomeAssistantTerms.StateClasses)),
            OrNone(Text(fields, "unit")),
            OrNone(Word(fields, "category", HomeAssistantTerms.Categories)),
            Text(fields, "icon"),
            Flag(fields, "enabled") ?? true,
            RawNames(fields, "values"),
            (int?)Number(fields, "bit", 0, 63, whole: true),
            Flag(fields, "inverted") ?? false,
            Number(fields, "scale", 0.000001m, 1_000_000, whole: false) ?? 1,
            Flag(fields, "signed") ?? false,
            (long?)Number(fields, "absent", -1e9m, 1e9m, whole: true),
            (double?)Number(fields, "min", -1e9m, 1e9m, whole: false),
            (double?)Number(fields, "max", -1e9m, 1e9m, whole: false),
            (double?)Number(fields, "step", 0.001m, 1e6m, whole: false),
            (long?)Number(fields, "press", -1e9m, 1e9m, whole: true) ?? 1,
            RawNames(fields, "modes"),
            RawNames(fields, "presets"),
            Roles(fields, component, member));
        if (row.Name is null && component is not (Component.Climate or Component.WaterHeater))
        {
            row = row with { Name = words.NameOf(row.Parameters, row.Bit, group.Title is not null) };
        }

        Check(row, entity);
        return row;
    }

    /// <summary>What fits only together.</summary>
    private static void Check(EntityRow row, RawEntity entity)
    {
        var fields = entity.Fields;
        if (row.Component is Component.Climate or Component.WaterHeater)
        {
            CheckRoles(row, entity);
        }
        else if (fields.TryGetValue("roles", out var roles) || fields.TryGetValue("modes", out roles) || fields.TryGetValue("presets", out roles))
        {
            throw roles.Wrong($"entity '{row.Id}' has modes, presets or roles; only climate and water_heater do");
        }
        else if (row.Name is null)
        {
            throw entity.Place.Wrong($"entity '{row.Id}' has no name, and the vocabulary has no title for it; give it a 'name'");
        }

        if (row.Component is Component.Sensor or Component.BinarySensor && row.Category == "config")
        {
            throw fields["category"].Wrong($"entity '{row.Id}' is a {row.Component?.Name()}, which can't have the category config; use diagnostic");
        }

        if (row.Component == Component.Select && row.Values.IsEmpty)
        {
            throw fields["component"].Wrong($"entity '{row.Id}' is a select but has no values to choose from");
        }

        CheckClass(row, fields);

        if (row.Min >= row.Max)
        {
            throw fields["min"].Wrong($"entity '{row.Id}' has a min that is not less than its max");
        }

        if (row.Bit is not null && row.Values.Length > 0)
        {
            throw fields["bit"].Wrong($"entity '{row.Id}' has both a bit and values; use one of them");
        }

        if (row.Icon is { } icon && !icon.Contains(':', StringComparison.Ordinal))
        {
            throw fields["icon"].Wrong($"'{icon}' is not an icon; use one such as mdi:fire");
        }
    }

    private static void CheckClass(EntityRow row, Dictionary<string, Field> fields)
    {
        // What nobody says is a number or a sensor, and their classes are the same.
        var component = row.Component ?? (row.Bit is null ? Component.Sensor : Component.BinarySensor);
        var isNumber = component is Component.Sensor or Component.Number && row.Values.IsEmpty;
        if ((row.DeviceClass ?? (isNumber && row.Unit is { } own ? HomeAssistantTerms.ClassOf(own) : null)) is not { Length: > 0 } deviceClass)
        {
            return;
        }

        if (!HomeAssistantTerms.Knows(component, deviceClass))
        {
            throw fields["device_class"].Wrong($"'{deviceClass}' is not a known device_class of a {component.Name()}");
        }

        if (component is not (Component.Sensor or Component.Number))
        {
            return;
        }

        if ((deviceClass == "enum") == row.Values.IsEmpty)
        {
            throw fields[row.Values.IsEmpty ? "device_class" : "values"].Wrong(
                $"entity '{row.Id}': values need the device_class enum");
        }

        if (row.Unit is { } unit && !HomeAssistantTerms.Fits(deviceClass, unit))
        {
            throw fields["unit"].Wrong(
                $"'{unit}' is not a unit of the device_class {deviceClass}; valid units are {string.Join(", ", HomeAssistantTerms.DeviceClasses[deviceClass])}");
        }

        if (row.StateClass is { Length: > 0 } state && !HomeAssistantTerms.FitsState(deviceClass, state))
        {
            throw fields["state_class"].Wrong($"Home Assistant does not accept state_class {state} with device_class {deviceClass}");
        }
    }

    private static void CheckRoles(EntityRow row, RawEntity entity)
    {
        var isClimate = row.Component == Component.Climate;
        if (!row.Roles.ContainsKey("mode") || row.Modes.IsEmpty)
        {
            throw entity.Place.Wrong($"entity '{row.Id}' needs the role mode and a list of modes");
        }

        if (!row.Roles.ContainsKey("setpoint") && !(isClimate && row.Roles.ContainsKey("comfort") && row.Roles.ContainsKey("eco")))
        {
            throw entity.Place.Wrong($"entity '{row.Id}' needs the role setpoint{(isClimate ? ", or comfort and eco" : "")}");
        }

        var known = isClimate ? HomeAssistantTerms.ClimateModes : HomeAssistantTerms.WaterHeaterModes;
        if (row.Modes.FirstOrDefault(mode => !known.Contains(mode.Name)).Name is { } stray)
        {
            throw entity.Fields["modes"].Wrong($"'{stray}' is not a mode of a {row.Component?.Name()}; valid modes are {string.Join(", ", known.Order())}");
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Roles(
        Dictionary<string, Field> fields, Component? component, Member? member)
    {
        if (component is not { } known || !RoleNames.TryGetValue(known, out var allowed) || !fields.TryGetValue("roles", out var roles))
        {
            return ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        }

        if (roles.Node is not YamlMappingNode mapping)
        {
            throw roles.Wrong("'roles' must assign parameters to roles, as in '{mode: HDWusermode}'");
        }

        return mapping.Children.ToImmutableDictionary(
            role => Scalar(new Field(roles.File, role.Key)) is var name && allowed.Contains(name)
                ? name
                : throw new Field(roles.File, role.Key).Wrong($"unknown role '{name}'; valid roles are {string.Join(", ", allowed)}"),
            role => Names(new Field(roles.File, role.Value), member));
    }

    private static ImmutableArray<string> Names(Field field, Member? member) => field.Node is YamlSequenceNode { Children.Count: > 0 } list
        ? [.. list.Select(node => In(member, Scalar(new Field(field.File, node))))]
        : [In(member, Scalar(field))];

    private static ImmutableArray<RawName> RawNames(Dictionary<string, Field> fields, string name)
    {
        if (!fields.TryGetValue(name, out var field))
        {
            return [];
        }

        if (field.Node is not YamlMappingNode { Children.Count: > 0 } mapping)
        {
            throw field.Wrong($"'{name}' must give names to numbers, as in '{{0: Off, 1: On}}'");
        }

        return
        [
            .. mapping.Children.Select(pair =>
                long.TryParse(Scalar(new Field(field.File, pair.Key)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var raw)
                    ? new RawName(raw, Scalar(new Field(field.File, pair.Value)))
                    : throw new Field(field.File, pair.Key).Wrong($"'{pair.Key}' is not a whole number")),
        ];
    }

    private static T? Choice<T>(Dictionary<string, Field> fields, string name, FrozenDictionary<string, T> choices)
        where T : struct =>
        Text(fields, name) is not { } text ? null
        : choices.TryGetValue(text, out var value) ? value
        : throw fields[name].Wrong($"'{text}' is not a valid {name}; valid ones are {string.Join(", ", choices.Keys.Order())}, {None}");

    private static string? Word(Dictionary<string, Field> fields, string name, FrozenSet<string> words) =>
        Text(fields, name) is not { } text || text == None || words.Contains(text)
            ? Text(fields, name)
            : throw fields[name].Wrong($"'{text}' is not a valid {name}; valid ones are {string.Join(", ", words.Order())}, {None}");

    private static string? OrNone(string? text) => text == None ? "" : text;

    private static bool? Flag(Dictionary<string, Field> fields, string name) =>
        Text(fields, name) is not { } text ? null
        : Flag(text) ?? throw fields[name].Wrong($"'{text}' is not allowed for '{name}'; it takes true or false");

    private static bool? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" => true,
        "FALSE" or "NO" or "OFF" => false,
        _ => null,
    };

    private static decimal? Number(Dictionary<string, Field> fields, string name, decimal min, decimal max, bool whole)
    {
        if (Text(fields, name) is not { } text)
        {
            return null;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            && (!whole || decimal.IsInteger(number))
            ? number
            : throw fields[name].Wrong(string.Create(
                CultureInfo.InvariantCulture, $"'{text}' is not allowed for '{name}'; it takes a {(whole ? "whole " : "")}number, {min:0.######} to {max:0.######}"));
    }

    private static string? Text(Dictionary<string, Field> fields, string name, Member? member = null) =>
        fields.TryGetValue(name, out var field) ? In(member, Scalar(field)) : null;

    private static string In(Member? member, string text) => member is { } one ? one.In(text) : text;

    private static string Scalar(Field field) => field.Node is YamlScalarNode { Value: { Length: > 0 } text } && !text.Any(char.IsControl)
        ? text
        : throw field.Wrong("this must be a name or a number");
}
