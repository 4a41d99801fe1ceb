using System.Collections.Frozen;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// How seldom numbers are published that a device measures, by the vocabulary's quantities. What is set, named or a text is published at once.
/// </summary>
/// <param name="Intervals">The least time between two messages of a topic; <see cref="Default"/> is for all quantities that are not named.</param>
/// <param name="Deadbands">Changes that are smaller are not published, in the quantity's unit.</param>
public sealed record MqttPacing(FrozenDictionary<string, TimeSpan> Intervals, FrozenDictionary<string, double> Deadbands)
{
    public const string Default = "default";

    /// <summary>Everything at once, as it is.</summary>
    public static MqttPacing None { get; } = new(
        new Dictionary<string, TimeSpan> { [Default] = TimeSpan.Zero }.ToFrozenDictionary(), FrozenDictionary<string, double>.Empty);

    public TimeSpan IntervalOf(string? quantity) =>
        quantity is not null && Intervals.TryGetValue(quantity, out var own) ? own : Intervals.GetValueOrDefault(Default);

    public double? DeadbandOf(string? quantity) =>
        quantity is not null && Deadbands.TryGetValue(quantity, out var own) ? own
        : Deadbands.TryGetValue(Default, out var common) ? common
        : null;
}
