using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>A parameter's value, what was last published of it, and whether it is time to publish it again.</summary>
internal sealed class PublishedValue(TimeProvider time)
{
    private Value? _told;
    private long _toldAt;
    private bool _isDue;

    public Pace Pace { get; set; } = Pace.AtOnce;

    public Value Value { get; private set; }

    public Quality Quality { get; private set; }

    /// <summary>It differs from the published one, and its turn has come.</summary>
    public bool IsDue => _isDue && HasRested;

    /// <summary>The last published value; the known one if there was none.</summary>
    public Value Told => _told ?? Value;

    /// <summary>The device confirms it, and it was not published for that long.</summary>
    public bool IsFadingAfter(TimeSpan age) =>
        Quality is Quality.Good or Quality.Absent && _told is not null && time.GetElapsedTime(_toldAt) >= age;

    /// <summary>A sensor that comes or goes does not wait.</summary>
    private bool HasRested =>
        _told is not { } told || told.IsNone || Value.IsNone || time.GetElapsedTime(_toldAt) >= Pace.Interval;

    /// <returns>Whether the quality is another one.</returns>
    public bool Take(Value value, Quality quality)
    {
        var isOther = quality != Quality;
        (Value, Quality) = (value, quality);
        // One that was never read has no value to tell.
        _isDue = (!value.IsNone || quality == Quality.Absent)
            && (_told is not { } told || (Text(Pace.Round(value)) != Text(told) && !Pace.IsWithin(told, value)));
        return isOther;
    }

    /// <summary>It is published now.</summary>
    /// <returns>As what.</returns>
    public string Tell()
    {
        var told = Pace.Round(Value);
        (_told, _toldAt, _isDue) = (told, time.GetTimestamp(), false);
        return Text(told);
    }

    private static string Text(Value value) =>
        value.IsNone || value.SaysNone || (value.Type.IsFloatingPoint() && !double.IsFinite(value.ToDouble())) ? "null" : value.ToString();
}
