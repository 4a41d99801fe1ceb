using System.Collections.Immutable;

namespace Econet.Gateway.HomeAssistant;

/// <summary>What an entity of Home Assistant is; the names are Home Assistant's, by <see cref="Components.Name"/>.</summary>
internal enum Component
{
    Sensor,
    BinarySensor,
    Number,
    Select,
    Switch,
    Text,
    Button,
    Climate,
    WaterHeater,
}

/// <summary>A row of the table: how a parameter, or several that make up one entity, appear in Home Assistant.</summary>
/// <param name="Id">Unique in the table and stable: unique ids are made of it.</param>
/// <param name="Parameters">Names or indices; the first one that the device has is meant. Empty for an entity of several parameters.</param>
/// <param name="Component">Null: whatever suits the parameter.</param>
/// <param name="DeviceClass">Null: whatever suits the unit. Empty: none.</param>
/// <param name="Unit">Null: the parameter's own. Empty: none.</param>
/// <param name="Values">What the raw numbers are called; the first number of a name is the one that is written for it.</param>
/// <param name="Bit">The bit of the raw number that matters; null for all of it.</param>
/// <param name="Inverted">The bit means the contrary.</param>
/// <param name="Scale">What a raw number is multiplied by.</param>
/// <param name="Signed">The raw number, 16 bits wide, is signed, though its type is not.</param>
/// <param name="Absent">The raw number for "no value"; of a climate entity, that of its current temperature.</param>
/// <param name="Min">The lowest value, scaled, if the device has no limit; null for the type's.</param>
/// <param name="Press">What a button writes.</param>
/// <param name="Modes">Of climate and water heater: raw numbers and Home Assistant's modes.</param>
/// <param name="Presets">Of climate: raw numbers and names.</param>
/// <param name="Roles">Of climate and water heater: parameters by what they are for.</param>
internal sealed record EntityRow(
    string Id,
    EntityGroup Group,
    ImmutableArray<string> Parameters,
    string? Name,
    Component? Component,
    string? DeviceClass,
    string? StateClass,
    string? Unit,
    string? Category,
    string? Icon,
    bool Enabled,
    ImmutableArray<RawName> Values,
    int? Bit,
    bool Inverted,
    decimal Scale,
    bool Signed,
    long? Absent,
    double? Min,
    double? Max,
    double? Step,
    long Press,
    ImmutableArray<RawName> Modes,
    ImmutableArray<RawName> Presets,
    ImmutableDictionary<string, ImmutableArray<string>> Roles)
{
    /// <summary>Digits after the decimal point that Home Assistant is to show; null for its own choice.</summary>
    public int? Precision { get; init; }

    /// <summary>The gateway takes the scaled number in commands, since the vocabulary has a scale for the parameter.</summary>
    public bool TakesScaled { get; init; }

    /// <summary>For a parameter that the table does not know: whatever suits it, and disabled.</summary>
    public static EntityRow Unlisted(string id, string parameter, string name) => new(
        id, EntityGroup.None, [parameter], name, null, null, null, null, null, null, Enabled: false, [], null, Inverted: false, 1m,
        Signed: false, null, null, null, null, 1, [], [], ImmutableDictionary<string, ImmutableArray<string>>.Empty);
}

/// <summary>What a raw number is called.</summary>
internal readonly record struct RawName(long Raw, string Name);

/// <summary>Entities that belong together.</summary>
/// <param name="When">The parameter without whose value, or with 0 in it, there are no such entities; null when there always are.</param>
/// <param name="Title">What goes before their names; null for nothing.</param>
/// <param name="TitleFrom">The parameter that holds the title; null for none.</param>
/// <param name="Member">The member of a group with members, as the owner's labels call it; null for none.</param>
internal sealed record EntityGroup(string? When, string? Title, string? TitleFrom, string? Member)
{
    public static readonly EntityGroup None = new(null, null, null, null);
}

internal static class Components
{
    /// <summary>What Home Assistant calls it.</summary>
    public static string Name(this Component component) => component switch
    {
        Component.BinarySensor => "binary_sensor",
        Component.WaterHeater => "water_heater",
        _ => component.ToString().ToLowerInvariant(),
    };
}
