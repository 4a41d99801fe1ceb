using System.Collections.Frozen;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>Everything that speaks MQTT, while the host runs. Whatever goes wrong in here, the rest of the gateway goes on.</summary>
internal sealed class MqttService : BackgroundService
{
    /// <summary>How often it is looked at how the connection is doing: some problems come and go with time alone.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Broker _broker;
    private readonly GatewayProblems _problems;
    private readonly TimeProvider _time;
    private readonly MqttCommands _commands;
    private readonly GatewayFeed _gateway;
    private readonly IReadOnlyList<DeviceFeed> _feeds;
    private readonly ILogger _logger;

    /// <param name="discovery">What announces the devices; none when nothing does.</param>
    /// <param name="derivations">What tells more than parameters; none when nothing does.</param>
    public MqttService(
        MqttOptions options, MqttTopics topics, IEconet econet, IEnumerable<IDiscovery> discovery,
        IEnumerable<IDerivedParameters> derivations, IEnumerable<VocabularySource> vocabularies, GatewayProblems problems, RestartRequest restart,
        TimeProvider time, ILogger<MqttService> logger)
    {
        (_problems, _time, _logger) = (problems, time, logger);
        var vocabulary = vocabularies.SingleOrDefault() ?? VocabularySource.BuiltIn;
        var outbox = new Outbox();
        var announcer = discovery.SingleOrDefault();
        var announcements = announcer is null ? null : new Announcements(announcer, econet.Devices, outbox);
        var derived = derivations.SingleOrDefault();
        announcements?.AnnounceStatus();
        _commands = new MqttCommands(econet, topics, derived, restart, outbox, time, logger);
        _gateway = new GatewayFeed(problems, topics, outbox, Product.Version, time);
        var deviceTopics = econet.Devices.ToFrozenDictionary(
            id => id, id => new DeviceTopics(id, topics, options.Payload, PaceOf, options.Filter, outbox, time));
        MqttFilter[] filters =
        [
            new MqttFilter(topics.Restart, TellsRetained: true),
            .. econet.Devices.Select(device => new MqttFilter(topics.Commands(device), TellsRetained: true)),
            .. econet.Devices.Select(device => new MqttFilter(topics.Pendings(device), TellsRetained: false)),
            .. (announcer?.Filters ?? []).Select(filter => new MqttFilter(filter, TellsRetained: false)),
        ];
        _broker = new Broker(options, topics, filters, outbox, Hear, time, logger);
        _feeds = [.. econet.Devices.Select(id => new DeviceFeed(
            econet.Device(id), deviceTopics[id], announcements, derived, options.Refresh, time, logger))];

        void Hear(MqttReceived message)
        {
            if (message.Topic == topics.Restart || topics.CommandOf(message.Topic) is not null)
            {
                _commands.Take(message);
            }
            else if (topics.PendingOf(message.Topic) is var (device, key))
            {
                if (message is { IsRetained: true, Payload.IsEmpty: false } && deviceTopics.TryGetValue(device, out var told))
                {
                    told.HearPending(key);
                }
            }
            else
            {
                announcements?.Hear(message.Topic, message.Payload.Span, message.IsRetained);
            }
        }

        Pace PaceOf(ParameterValue parameter) => Pace.Of(MeaningOf(vocabulary.Current, parameter.Definition), parameter.Writable, options.Pacing);
    }

    public MqttStatus Status => _broker.Status;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll([
                _broker.RunAsync(stoppingToken), TellProblemsAsync(stoppingToken), _commands.RunAsync(stoppingToken),
                .. _feeds.Select(feed => feed.RunAsync(stoppingToken)),
            ]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception unexpected)
        {
            MqttLog.Failed(_logger, unexpected);
        }
    }

    private async Task TellProblemsAsync(CancellationToken stop)
    {
        string[] told = [];
        using var timer = new PeriodicTimer(LookInterval, _time);
        do
        {
            var current = _broker.Troubles.Current;
            foreach (var code in told.Except(current.Select(problem => problem.Code)))
            {
                _problems.Clear(code);
            }

            foreach (var (code, message) in current)
            {
                _problems.Raise(code, message);
            }

            told = [.. current.Select(problem => problem.Code)];
            _gateway.Tell();
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>What a parameter means to whichever system knows it.</summary>
    private static Meaning MeaningOf(Vocabularies known, ParameterDefinition parameter) => known.Systems
        .Select(system => parameter.MeaningIn(known.Of(system))).FirstOrDefault(meaning => meaning.Source is not null)
        ?? parameter.MeaningIn(Vocabularies.Units);
}
