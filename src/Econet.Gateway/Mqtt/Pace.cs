using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>How one parameter is published.</summary>
/// <param name="Interval">The least time between two messages; a change that comes sooner waits, and only the last one counts.</param>
/// <param name="Deadband">A change that is smaller is none, in the parameter's own numbers.</param>
/// <param name="Digits">After the decimal point; null for as many as there are.</param>
internal readonly record struct Pace(TimeSpan Interval, double Deadband, int? Digits)
{
    /// <summary>
    /// Of the last digit that people see: a number that wavers around the place where it is rounded would change for nothing, and one that is
    /// published is never further off than the next digit.
    /// </summary>
    private const double Hysteresis = 0.75;

    /// <summary>The most digits of a number that the vocabulary does not know.</summary>
    private const int MostDigits = 3;

    /// <summary>At once and as it is.</summary>
    public static readonly Pace AtOnce = new(TimeSpan.Zero, 0, null);

    public static Pace Of(Meaning meaning, bool isWritable, MqttPacing pacing)
    {
        // A reading that others give to the device, such as a thermostat's, can be written and moves by itself anyway.
        var isReading = meaning.Source is not null && meaning.Quantity?.Step is not null;
        if ((isWritable && !isReading) || !meaning.IsNumber)
        {
            return AtOnce;
        }

        var quantity = meaning.Quantity?.Name;
        var interval = pacing.IntervalOf(quantity);
        int? digits = meaning.Type.IsFloatingPoint() ? Math.Min(meaning.Precision ?? MostDigits, MostDigits) : null;
        var scale = (double)(meaning.Scale.IsNone ? 1 : meaning.Scale.Divisor);
        var deadband = pacing.DeadbandOf(quantity) * scale
            ?? (interval > TimeSpan.Zero && digits is { } places && meaning.Precision is not null ? Hysteresis * Math.Pow(10, -places) : 0);
        return new Pace(interval, meaning.Counter ? 0 : deadband, digits);
    }

    /// <summary>The value as it is published.</summary>
    public Value Round(Value value) => Digits is { } digits && value.Type.IsFloatingPoint() && double.IsFinite(value.ToDouble())
        ? value.Type == ParameterType.Float
            ? Value.Of((float)Math.Round(value.ToDouble(), digits))
            : Value.Of(Math.Round(value.ToDouble(), digits))
        : value;

    /// <summary>Whether a change is too small to be one.</summary>
    public bool IsWithin(Value told, Value now) =>
        Deadband > 0 && IsNumber(told) && IsNumber(now) && Math.Abs(told.ToDouble() - now.ToDouble()) < Deadband;

    private static bool IsNumber(Value value) =>
        value.Type is not (ParameterType.None or ParameterType.String or ParameterType.Bool) && !value.SaysNone && double.IsFinite(value.ToDouble());
}
