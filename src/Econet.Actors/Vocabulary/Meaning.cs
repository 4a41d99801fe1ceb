using System.Collections.Immutable;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>
/// What one parameter means: the vocabulary's row for it over what its quantity says. Of a parameter that the vocabulary does not know
/// it is what the unit tells, and no more.
/// </summary>
/// <param name="Quantity">What its numbers measure; null where that is not known, or they are no measure.</param>
/// <param name="Unit">That of the scaled number.</param>
public sealed record Meaning(ParameterType Type, Quantity? Quantity, Unit Unit)
{
    /// <summary>What people call it; null when the vocabulary does not know it.</summary>
    public Text? Title { get; init; }

    /// <summary>The part of the system that it belongs to; null when that is not known.</summary>
    public Part? Part { get; init; }

    public Scale Scale { get; init; } = Scale.None;

    /// <summary>What its numbers are called, in the vocabulary's order: of two numbers with one name the first is the one to write.</summary>
    public ImmutableArray<NamedValue> Values { get; init; } = [];

    /// <summary>What its bits are called.</summary>
    public ImmutableArray<NamedBit> Bits { get; init; } = [];

    /// <summary>The bits that the device decides itself; null mostly.</summary>
    public DecidedBits? Decides { get; init; }

    /// <summary>Digits after the decimal point that people are shown; null shows as many as there are, three at most.</summary>
    public int? Precision { get; init; }

    /// <summary>It only rises, until it starts again from 0.</summary>
    public bool Counter { get; init; }

    /// <summary>What the scaled number can be at all; null where nothing sets a limit.</summary>
    public Bounds? Sane { get; init; }

    /// <summary>As <see cref="Quantity.Step"/>, for this parameter.</summary>
    public double? Step { get; init; }

    /// <summary>Scaled numbers that say that nothing is measured, besides those that the device's type has for it.</summary>
    public ImmutableArray<double> Absent { get; init; } = [];

    /// <summary>How often it is asked for; null leaves that to its type.</summary>
    public PollClass? Poll { get; init; }

    /// <summary>For everybody who lives in the house, and not only for whoever sets the system up.</summary>
    public bool Everyday { get; init; }

    /// <summary>An icon of Material Design, as in <c>mdi:fire</c>; null for none.</summary>
    public string? Icon { get; init; }

    /// <summary>Where this is known from; null when the vocabulary does not know the parameter.</summary>
    public Evidence? Source { get; init; }

    /// <summary>What it is within its part; null for most.</summary>
    public Role? Role { get; init; }

    /// <summary>Whether its values are to be recorded over time; null leaves that to whoever records.</summary>
    public bool? History { get; init; }

    /// <summary>What a machine does when this is the number.</summary>
    public ImmutableSortedDictionary<long, Activity> Activities { get; init; } = ImmutableSortedDictionary<long, Activity>.Empty;

    /// <summary>The number is a number, and not one name out of several or a word of bits.</summary>
    public bool IsNumber => Type is not (ParameterType.None or ParameterType.String or ParameterType.Bool) && Values.IsEmpty && Bits.IsEmpty;

    /// <summary>Whether a device that was written <paramref name="wanted"/> and holds <paramref name="held"/> has done as it was told.</summary>
    public bool IsDone(Value wanted, Value held) => held == wanted || (Decides?.Allow(wanted, held) ?? false);

    /// <summary>True for the one number in millions that no device of this kind can mean, however often it says it.</summary>
    public bool IsImpossible(Value reading) =>
        reading.Type is not (ParameterType.None or ParameterType.String or ParameterType.Bool) && !reading.SaysNone
        && Sane is { } sane && !sane.Holds(Scale.Apply(reading));

    /// <summary>True when the number says that nothing is measured.</summary>
    public bool IsNothing(Value value) =>
        value.IsNone || value.SaysNone || (!Absent.IsEmpty && value.Type != ParameterType.String && Absent.Contains(Scale.Apply(value)));

    /// <summary>The number that is meant; null for a text, for none, and for one that says that nothing is measured.</summary>
    public double? NumberOf(Value value) =>
        IsNothing(value) || value.Type is ParameterType.String ? null : Scale.Apply(value);

    /// <summary>What the number is called; null where it has no name.</summary>
    public Text? NameOf(Value value) =>
        Values.IsEmpty || value.IsNone || value.Type == ParameterType.String
            ? null
            : Values.FirstOrDefault(named => named.Number == Scale.Apply(value))?.Name;
}
