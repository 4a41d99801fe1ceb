using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>The numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
public readonly record struct Bounds(double Low, double High)
{
    public bool Holds(double number) => number >= Low && number <= High;
}

/// <summary>
/// What a number measures, and with that what it can be. The vocabulary's quantities carry these defaults so that most of its rows stay short.
/// </summary>
/// <param name="Name">As rows refer to it: <c>water_temperature</c>.</param>
/// <param name="Unit">None for a plain number.</param>
/// <param name="Sane">What it can be at all, in its unit: no number beyond is ever believed. Null where nothing sets a limit.</param>
/// <param name="Step">The largest change from one reading to the next that is believed at once; null believes any.</param>
/// <param name="Rate">How much that grows with each second between the readings, and how far two agreeing readings may drift apart.</param>
/// <param name="Agree">How near two readings must be to bear each other out; null takes 1 % of the number, and 0.1 at least.</param>
/// <param name="Precision">Digits after the decimal point that people are shown; null shows as many as there are, three at most.</param>
public sealed record Quantity(
    string Name,
    Unit Unit = default,
    Bounds? Sane = null,
    double? Step = null,
    double Rate = 0,
    double? Agree = null,
    int? Precision = null);
