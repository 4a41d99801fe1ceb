using System.ComponentModel;
using Econet.Actors.Messages;

namespace Econet.Gateway.Http;

/// <param name="Temperature">°C.</param>
[Description("A reading of the room.")]
internal sealed record TemperatureRequest(double Temperature);

/// <param name="Temperature">The last reading, °C; null before the first.</param>
/// <param name="EffectiveTemperature">What the bus gets, °C.</param>
/// <param name="BusAddress">Null while the panel has assigned none.</param>
internal sealed record ThermostatBody(
    bool Enabled,
    float? Temperature,
    float EffectiveTemperature,
    bool IsStale,
    double? AgeSeconds,
    double MaxAgeSeconds,
    float StaleFallback,
    PairingState PairingState,
    ushort? BusAddress)
{
    public static ThermostatBody Of(ThermostatStatus s) => new(
        true, s.Temperature, s.EffectiveTemperature, s.IsStale, Seconds(s.Age), s.MaxAge.TotalSeconds, s.Fallback, s.Pairing, s.Address);

    public static double? Seconds(TimeSpan? age) => age is { } span ? Math.Round(span.TotalSeconds, 1) : null;
}

/// <param name="PreviousAgeSeconds">How old the reading before was; null before the first.</param>
internal sealed record SubmittedBody(bool Success, float Temperature, double? PreviousAgeSeconds, DateTimeOffset Timestamp);

internal sealed record PairingBody(bool Success, string Message);
