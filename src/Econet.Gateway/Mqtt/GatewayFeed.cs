using System.Text.Json;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>Tells how the gateway is, and its devices in short.</summary>
internal sealed class GatewayFeed(IEconet econet, GatewayProblems problems, MqttTopics topics, Outbox outbox, string version, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>A device that does not say how it is within this time is not well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly Dictionary<string, BusQuality> _qualities = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var devices = new Dictionary<string, GatewayDeviceBody>();
            foreach (var id in econet.Devices)
            {
                devices[id] = await LookAsync(id, stop);
            }

            var body = new GatewayStateBody(version, _started, [.. problems.Current.Select(problem => problem.Code)], devices);
            outbox.Put(MqttMessage.Retained(topics.Gateway, JsonSerializer.Serialize(body, Json.Options)));
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private async Task<GatewayDeviceBody> LookAsync(string id, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            var status = await econet.Device(id).StatusAsync(either.Token);
            if (!_qualities.TryGetValue(id, out var quality))
            {
                _qualities[id] = quality = new BusQuality(time);
            }

            return new GatewayDeviceBody(
                status.Kind, status.State, status.Alive, [.. status.Problems.Select(problem => problem.Code)], quality.Take(status));
        }
        catch (Exception failed) when (failed is EconetException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return new GatewayDeviceBody("unknown", "unavailable", Alive: false, [], null);
        }
    }
}

/// <param name="Problem">Codes of the gateway's own problems.</param>
/// <param name="Devices">By their ids.</param>
internal sealed record GatewayStateBody(
    string Version, DateTimeOffset StartedAt, IReadOnlyList<string> Problem, IReadOnlyDictionary<string, GatewayDeviceBody> Devices);

/// <param name="Problem">Codes.</param>
/// <param name="BusQuality">Percent; null where it is not known.</param>
internal sealed record GatewayDeviceBody(string Kind, string State, bool Alive, IReadOnlyList<string> Problem, int? BusQuality);
