using Econet.Gm3;

namespace Econet.Actors.Parameters;

/// <summary>A limit of a parameter: a number, or whatever another parameter holds.</summary>
/// <param name="Number">The number, when <paramref name="HeldBy"/> is null.</param>
/// <param name="HeldBy">The index of the parameter whose value is the limit.</param>
public readonly record struct Limit(double Number, int? HeldBy = null);

/// <summary>What a device says of one of its parameters. Two devices' definitions know nothing of each other.</summary>
/// <param name="Index">Unique in the device.</param>
/// <param name="Name">The device's own name for it; not unique, and empty for some.</param>
/// <param name="Unit">A symbol (<c>°C</c>, <c>%</c>, <c>kW</c>), or empty.</param>
/// <param name="NonVolatile">Kept in memory that every write wears.</param>
/// <param name="Space">Where a name is shared between spaces, the lowest space owns it.</param>
public sealed record ParameterDefinition(
    int Index,
    string Name,
    string Unit,
    ParameterType Type,
    bool Writable,
    bool NonVolatile = false,
    Limit? Min = null,
    Limit? Max = null,
    int Space = 0);
