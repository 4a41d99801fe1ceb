using System.Globalization;
using Econet.Actors.Gm3.Thermostat;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of the virtual room thermostat; a part of <see cref="Settings.All"/>.</summary>
internal static class ThermostatSettings
{
    public static readonly Setting<bool?> Enabled = new(
        "THERMOSTAT_ENABLED", "thermostat.enabled", "false", "true or false",
        "Act as a room thermostat on the bus, with the temperatures from POST /api/thermostat/temperature.", Flag)
    {
        Of = DeviceKind.Gm3,
        DevicePath = "thermostat.enabled",
        IsOwn = true,
    };

    public static readonly Setting<TimeSpan?> MaxAge = new(
        "THERMOSTAT_MAX_AGE", "thermostat.max_age", "300", "seconds, 10 to 86400",
        "A temperature older than this is no longer reported to the bus.", t => Seconds(t, 10, 86400))
    {
        Of = DeviceKind.Gm3,
        DevicePath = "thermostat.max_age",
    };

    public static readonly Setting<float?> StaleFallback = new(
        "THERMOSTAT_STALE_FALLBACK", "thermostat.stale_fallback", "19.0", "degrees Celsius, 0 to 50",
        "The temperature that the bus gets instead of one that is too old.", Temperature)
    {
        Of = DeviceKind.Gm3,
        DevicePath = "thermostat.stale_fallback",
    };

    public static IReadOnlyList<Setting> All { get; } = [Enabled, MaxAge, StaleFallback];

    /// <summary>Null when there is to be none.</summary>
    public static ThermostatOptions? From(SettingValues values) => values.Get(Enabled)
        ? new ThermostatOptions { MaxAge = values.Get(MaxAge), Fallback = values.Get(StaleFallback) }
        : null;

    private static float? Temperature(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && degrees is >= 0 and <= 50 ? degrees : null;
}
