namespace Econet.Simulation.NeaSmart;

/// <summary>A room with floor heating: its temperature follows valve and weather as a first-order system.</summary>
internal sealed class RoomModel(double temperature, double humidity)
{
    /// <summary>What an unheated room loses: 1/e of the difference in this time, hours.</summary>
    private const double LossHours = 45;

    /// <summary>What a fully open valve adds or takes, K an hour.</summary>
    private const double Power = 1.6;

    /// <summary>The valve opens from nothing to all over this difference, K.</summary>
    private const double Band = 0.8;

    /// <summary>°C.</summary>
    public double Temperature { get; private set; } = temperature;

    /// <summary>Percent.</summary>
    public double Humidity { get; private set; } = humidity;

    /// <summary>0 … 1.</summary>
    public double Valve { get; private set; }

    /// <param name="target">°C; null when the zone is off.</param>
    /// <param name="direction">1 while the system heats, −1 while it cools, 0 while it does neither.</param>
    public void Advance(double seconds, double? target, int direction, double outside, bool dehumidifies)
    {
        Valve = target is { } wanted && direction != 0
            ? Math.Clamp(0.5 + (direction * (wanted - Temperature) / Band), 0, 1)
            : 0;
        var hours = seconds / 3600;
        Temperature += hours * (((outside - Temperature) / LossHours) + (direction * Power * Valve));
        Humidity = Math.Clamp(Humidity + (hours * (((dehumidifies ? 45 : 52) - Humidity) / 3)), 25, 85);
    }

    /// <summary>Somebody opened a window, cooked, or came home.</summary>
    public void Disturb(double kelvin, double percent)
    {
        Temperature += kelvin;
        Humidity = Math.Clamp(Humidity + percent, 25, 85);
    }
}
