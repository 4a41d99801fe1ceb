namespace Econet.Gateway.Metrics;

/// <summary>A base unit of Prometheus, which ends the name of a metric, and the units of parameters that are exported in it.</summary>
/// <param name="Name">As Prometheus has it.</param>
/// <param name="Scales">By the symbols of units: how many of the base unit one is.</param>
internal sealed record MetricUnit(string Name, IReadOnlyDictionary<string, double> Scales)
{
    public static IReadOnlyList<MetricUnit> All { get; } =
    [
        new("celsius", new Dictionary<string, double> { ["°C"] = 1 }),
        new("kelvin", new Dictionary<string, double> { ["K"] = 1 }),
        new("ratio", new Dictionary<string, double> { ["%"] = 0.01 }),
        new("watts", new Dictionary<string, double> { ["W"] = 1, ["kW"] = 1e3 }),
        new("joules", new Dictionary<string, double> { ["kWh"] = 3.6e6 }),
        new("seconds", new Dictionary<string, double> { ["s"] = 1, ["min"] = 60, ["h"] = 3600, ["d"] = 86_400 }),
        new("hertz", new Dictionary<string, double> { ["Hz"] = 1, ["rpm"] = 1.0 / 60 }),
        new("pascals", new Dictionary<string, double> { ["bar"] = 1e5, ["kPa"] = 1e3 }),
        new("volts", new Dictionary<string, double> { ["V"] = 1 }),
        new("cubic_meters_per_second", new Dictionary<string, double> { ["L/min"] = 1e-3 / 60 }),
    ];

    public string Description => $"Values of parameters in {Name.Replace('_', ' ')}: of those that people look at, while they are good.";
}
