namespace Econet.Gateway.History;

/// <summary>What is recorded, and for how long it is kept.</summary>
/// <param name="Raw">How long every change is kept.</param>
/// <param name="Detail">How long steps of 5 minutes are kept.</param>
/// <param name="Hours">How long hours, and changes of states, are kept.</param>
/// <param name="MostBytes">What the file may take.</param>
/// <param name="Flush">How often what is in memory is written.</param>
/// <param name="Include">Parameters that are recorded besides those of the vocabulary: patterns of keys, one with a slash for <c>device/key</c>.</param>
/// <param name="Exclude">Parameters that are not recorded, likewise.</param>
/// <param name="Influx">Where the history is also written to; null for nowhere.</param>
public sealed record HistoryOptions(
    bool IsEnabled, TimeSpan Raw, TimeSpan Detail, TimeSpan Hours, long MostBytes, TimeSpan Flush, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude,
    InfluxOptions? Influx = null);
