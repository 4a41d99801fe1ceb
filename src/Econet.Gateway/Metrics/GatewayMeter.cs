using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Http;
using Econet.Gateway.Live;

namespace Econet.Gateway.Metrics;

/// <summary>
/// What the gateway measures beyond what its devices do (<see cref="DeviceMeter"/>): whether they answer, their problems, how writes ended, and the
/// values that people look at. docs/metrics.md lists it.
/// </summary>
internal sealed class GatewayMeter : IDeviceEvents, IDisposable
{
    public const string Name = "Econet.Gateway";

    private readonly Meter _meter;
    private readonly Counter<long> _writes;
    private readonly VocabularySource _vocabulary;
    private readonly GatewayProblems _problems;
    private readonly ConcurrentDictionary<string, Followed> _devices = new();

    public GatewayMeter(IMeterFactory meters, VocabularySource vocabulary, GatewayProblems problems, TimeProvider time)
    {
        (_vocabulary, _problems) = (vocabulary, problems);
        var started = time.GetTimestamp();
        _meter = meters.Create(Name, Product.Version);
        _writes = _meter.CreateCounter<long>("econet.writes", "{write}", "Writes that have ended, by how.");
        _meter.CreateObservableGauge("econet.device.up", Up, "", "1 while the device answers.");
        _meter.CreateObservableGauge("econet.problems", Problems, "{problem}", "What is wrong, by code; without a device where it is the gateway itself.");
        _meter.CreateObservableCounter("econet.uptime", () => time.GetElapsedTime(started).TotalSeconds, "s", "How long the gateway has been running.");
        foreach (var unit in MetricUnit.All)
        {
            _meter.CreateObservableGauge($"econet.value.{unit.Name}", () => Values(unit), null, unit.Description);
        }
    }

    public void Take(IDevice device, DeviceEvent happened)
    {
        switch (happened)
        {
            case SnapshotTaken { Snapshot: var snapshot }:
                _devices[device.Id] = new Followed(
                    snapshot.Alive, snapshot.Problems, snapshot.Parameters.Where(IsMeasured).ToImmutableDictionary(parameter => parameter.Key));
                break;
            case ParameterChanged changed when _devices.TryGetValue(device.Id, out var followed) && followed.Values.TryGetValue(changed.Key, out var known):
                _devices[device.Id] = followed with
                {
                    Values = followed.Values.SetItem(changed.Key, known with { Value = changed.Value, Quality = changed.Quality }),
                };
                break;
            case HealthChanged health when _devices.TryGetValue(device.Id, out var followed):
                _devices[device.Id] = followed with { Alive = health.Alive, Problems = health.Problems };
                break;
            case WriteChanged { Job: { HasEnded: true } job }:
                _writes.Add(1, new("device", device.Id), new("result", job.Status.ToString().ToLower(CultureInfo.InvariantCulture)));
                break;
        }
    }

    public void Gone(string device) => _devices.TryRemove(device, out _);

    public void Dispose() => _meter.Dispose();

    /// <summary>What is followed of one device; changed by its events, one at a time.</summary>
    private sealed record Followed(bool Alive, ImmutableArray<Problem> Problems, ImmutableDictionary<string, ParameterValue> Values);

    private IEnumerable<Measurement<int>> Up() =>
        _devices.Select(device => new Measurement<int>(device.Value.Alive ? 1 : 0, new KeyValuePair<string, object?>("device", device.Key)));

    private IEnumerable<Measurement<int>> Problems() =>
    [
        .. _problems.Current.Select(problem => new Measurement<int>(1, new KeyValuePair<string, object?>("code", problem.Code))),
        .. _devices.SelectMany(device => device.Value.Problems.Select(
            problem => new Measurement<int>(1, new("device", device.Key), new("code", problem.Code)))),
    ];

    /// <summary>Only values that are true now: what is stale or absent has no point in a chart.</summary>
    private IEnumerable<Measurement<double>> Values(MetricUnit unit) =>
        from device in _devices
        from parameter in device.Value.Values.Values
        where parameter.Quality == Quality.Good
        let meaning = MeaningOf(parameter)
        where unit.Scales.ContainsKey(meaning.Unit.Symbol)
        let number = meaning.NumberOf(parameter.Value)
        where number is not null
        select new Measurement<double>(number.Value * unit.Scales[meaning.Unit.Symbol], new("device", device.Key), new("parameter", parameter.Key));

    /// <summary>What people look at, and not all there is: each is a series that is kept for years.</summary>
    private bool IsMeasured(ParameterValue parameter) => MeaningOf(parameter) is { Everyday: true, IsNumber: true };

    private Meaning MeaningOf(ParameterValue parameter) => parameter.Definition.MeaningIn(_vocabulary.Current);
}
