namespace Econet.Gateway.History;

/// <summary>How much heat a house loses, from what it took on days of different cold.</summary>
/// <param name="WattsPerKelvin">What a degree costs.</param>
/// <param name="BaseTemperature">At this outdoor temperature in °C it needs no heating.</param>
/// <param name="Fit">How well the days lie on one line: R², 0 to 1.</param>
internal sealed record HeatLoss(double WattsPerKelvin, double BaseTemperature, double Fit, int Days)
{
    /// <summary>Fewer days make no line.</summary>
    public const int FewestDays = 10;

    private const double HoursOfDay = 24;
    private const double WattsOfKilowatt = 1000;

    /// <summary>The line of least squares through days.</summary>
    /// <param name="days">Mean outdoor temperature, and heating energy in kWh.</param>
    /// <returns>Null when there are too few, or they do not differ.</returns>
    public static HeatLoss? Of(IReadOnlyList<(double Outdoor, double Heat)> days)
    {
        if (days.Count < FewestDays)
        {
            return null;
        }

        var (meanOutdoor, meanHeat) = (days.Average(day => day.Outdoor), days.Average(day => day.Heat));
        var varianceOutdoor = days.Sum(day => Math.Pow(day.Outdoor - meanOutdoor, 2));
        var varianceHeat = days.Sum(day => Math.Pow(day.Heat - meanHeat, 2));
        var common = days.Sum(day => (day.Outdoor - meanOutdoor) * (day.Heat - meanHeat));
        if (varianceOutdoor < 1 || varianceHeat <= 0 || common >= 0)
        {
            return null;
        }

        var slope = common / varianceOutdoor;
        return new HeatLoss(
            -slope * WattsOfKilowatt / HoursOfDay, meanOutdoor - (meanHeat / slope), common * common / (varianceOutdoor * varianceHeat), days.Count);
    }
}
