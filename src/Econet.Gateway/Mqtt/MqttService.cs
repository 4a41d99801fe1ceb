using System.Collections.Concurrent;
using System.Collections.Immutable;
using Econet.Actors;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Clustering;
using Econet.Gateway.Http;
using Econet.Gateway.Live;

namespace Econet.Gateway.Mqtt;

/// <summary>Everything about MQTT, while the host runs. Whatever goes wrong in here, the rest of the gateway continues.</summary>
internal sealed class MqttService : BackgroundService
{
    /// <summary>How often it is looked at how the connection is doing: some problems come and go with time alone.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly MqttOptions _options;
    private readonly MqttTopics _topics;
    private readonly IEconet _econet;
    private readonly Announcements? _announcements;
    private readonly IDerivedParameters? _derived;
    private readonly Func<string, string?> _performanceOf;
    private readonly VocabularySource _vocabulary;
    private readonly SeenAlarms _seen;
    private readonly TopicHistory _history;
    private readonly FormerTopics _former;
    private readonly GatewayProblems _problems;
    private readonly TimeProvider _time;
    private readonly GatewayFeed _gateway;
    private readonly ILogger _logger;
    private readonly OwnDevices _own;
    private readonly Outbox _outbox;
    private readonly Subscriptions _subscriptions;
    private readonly Broker _broker;
    private readonly MqttCommands _commands;
    private readonly ConcurrentDictionary<string, DeviceTopics> _devices = new();

    /// <summary>The codes of the problems of the connection that were raised.</summary>
    private string[] _told = [];

    /// <param name="discovery">Announces the devices; null when nothing does.</param>
    /// <param name="derived">What publishes more than parameters; null when nothing does.</param>
    /// <param name="performanceOf">How a device has done lately, as JSON; null where nothing tells.</param>
    /// <param name="isConfigOf">Whether a message at a topic announces a device of the gateway with these topics.</param>
    public MqttService(
        MqttOptions options, MqttTopics topics, IEconet econet, OwnDevices own, IDiscovery? discovery, IDerivedParameters? derived,
        Func<string, string?> performanceOf, Func<MqttTopics, string, ReadOnlyMemory<byte>, bool> isConfigOf, VocabularySource vocabulary, SeenAlarms seen, TopicHistory history,
        GatewayProblems problems, RestartRequest restart, TimeProvider time, ILogger<MqttService> logger)
    {
        (_options, _topics, _econet, _own, _derived, _performanceOf, _vocabulary, _seen, _history, _problems, _time, _logger) =
            (options, topics, econet, own, derived, performanceOf, vocabulary, seen, history, problems, time, logger);
        _outbox = new Outbox(own.IsShared ? topic => topics.DeviceIn(topic) is not { } device || own.IsMine(device) || !own.Exists(device) : null);
        _announcements = discovery is null ? null : new Announcements(discovery, own.Exists, _outbox);
        _announcements?.AnnounceStatus(null);
        if (topics with { Node = null } is var before && before != topics)
        {
            _outbox.Put(MqttMessage.Retained(before.Status, ""));
            _outbox.Put(MqttMessage.Retained(before.Gateway, ""));
        }

        _commands = new MqttCommands(topics, _derived, restart, _outbox, time, logger, own.IsShared ? own.IsMine : null);
        _gateway = new GatewayFeed(problems, topics, _outbox, Product.Version, time);
        _subscriptions = new Subscriptions(
        [
            new MqttFilter(topics.Restart, TellsRetained: true), .. (discovery?.Filters ?? []).Select(filter => new MqttFilter(filter, TellsRetained: false)),
        ]);
        var prefix = discovery is null ? null : options.DiscoveryPrefix;
        _former = new FormerTopics(
            history.Begin(topics.BaseTopic, prefix), topics, prefix, discovery, isConfigOf, history, _subscriptions, _outbox, logger);
        _subscriptions.Add([.. _former.Filters]);
        _broker = new Broker(options, topics, _subscriptions, _outbox, Hear, time, logger);
    }

    public MqttStatus Status => _broker.Status;

    /// <summary>After the end: the problems of the connection are over.</summary>
    public void ClearProblems() => Array.ForEach(_told, _problems.Clear);

    /// <summary>Devices or their zones may have new names: they are announced again.</summary>
    public void Rename()
    {
        foreach (var device in _devices.Keys)
        {
            _announcements?.AnnounceStatus(device);
            _announcements?.MakeDue(device);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll([
                EachDevice.RunAsync(_own.ListAsync(stoppingToken), FollowAsync, Forget, stoppingToken), _broker.RunAsync(stoppingToken), TellProblemsAsync(stoppingToken),
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

    private async Task FollowAsync(string id, CancellationToken stop)
    {
        try
        {
            var device = _econet.Device(id);
            var topics = new DeviceTopics(id, _topics, _options.Payload, PaceOf, _options.Filter, _outbox, _time);
            var alarms = new AlarmTopics(id, _topics, _seen, _outbox);
            _devices[id] = topics;
            _history.Add(id);
            _announcements?.AnnounceStatus(id);
            _subscriptions.Add(FiltersOf(id));
            await Task.WhenAll(
                _commands.RunAsync(device, alarms, stop),
                new DeviceFeed(device, topics, alarms, _announcements, _derived, () => _performanceOf(id), _options.Refresh, _time, _logger).RunAsync(stop));
        }
        catch (Exception unexpected) when (!stop.IsCancellationRequested)
        {
            MqttLog.NotFollowed(_logger, id, FailureReason.Of(unexpected));
        }
    }

    /// <summary>Nothing about the device stays on the broker, unless another node publishes it from now on.</summary>
    private void Forget(string id)
    {
        _devices.TryRemove(id, out _);
        _subscriptions.Remove(FiltersOf(id));
        if (_own.Exists(id))
        {
            _announcements?.Leave(id);
            _outbox.Drop(_topics.Of(id));
            return;
        }

        _announcements?.Remove(id);
        _outbox.Empty(_topics.Of(id));
    }

    private ImmutableArray<MqttFilter> FiltersOf(string device) =>
    [
        new(_topics.Commands(device), TellsRetained: true), new(_topics.Requests(device), TellsRetained: true),
        new(_topics.Pendings(device), TellsRetained: false),
    ];

    private void Hear(MqttReceived message)
    {
        if (_commands.Take(message) || _former.Hear(message))
        {
            return;
        }

        if (_topics.PendingOf(message.Topic) is var (device, key))
        {
            if (message is { IsRetained: true, Payload.IsEmpty: false } && _devices.TryGetValue(device, out var told))
            {
                told.HearPending(key);
            }
        }
        else
        {
            _announcements?.Hear(message.Topic, message.Payload.Span, message.IsRetained);
        }
    }

    private Pace PaceOf(ParameterValue parameter) =>
        Pace.Of(parameter.Definition.MeaningIn(_vocabulary.Current), parameter.Writable, _options.Pacing);

    private async Task TellProblemsAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookInterval, _time);
        do
        {
            var current = _broker.Troubles.Current;
            foreach (var code in _told.Except(current.Select(problem => problem.Code)))
            {
                _problems.Clear(code);
            }

            foreach (var (code, message) in current)
            {
                _problems.Raise(code, message);
            }

            _told = [.. current.Select(problem => problem.Code)];
            _gateway.Tell();
            _outbox.LookAgain();
            _former.Look(_broker.Status.Connected);
        }
        while (await timer.WaitForNextTickAsync(stop));
    }
}
