using System.Collections.Frozen;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;

namespace Econet.Gateway.Mqtt;

/// <summary>A message from the broker.</summary>
/// <param name="IsRetained">It was published to be retained, now or long ago.</param>
/// <param name="IsRepeated">The broker may have delivered it before.</param>
internal sealed record MqttReceived(string Topic, ReadOnlyMemory<byte> Payload, bool IsRetained, bool IsRepeated);

/// <summary>Hands commands to the devices that they are for; a device that is busy, or does not answer, holds up no other.</summary>
internal sealed class MqttCommands
{
    private readonly CommandResults _results;
    private readonly FrozenDictionary<string, DeviceCommands> _devices;
    private readonly MqttTopics _topics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private readonly RestartRequest _restart;

    /// <param name="derived">Null when only parameters take commands.</param>
    public MqttCommands(
        IEconet econet, MqttTopics topics, IDerivedParameters? derived, RestartRequest restart, Outbox outbox, TimeProvider time, ILogger logger)
    {
        _restart = restart;
        _topics = topics;
        _time = time;
        _logger = logger;
        _results = new CommandResults(outbox, time, logger);
        _devices = econet.Devices.ToFrozenDictionary(id => id, id => new DeviceCommands(econet.Device(id), derived, _results, time, logger));
    }

    /// <summary>Takes a message that is on a command's topic; must not wait, and does not.</summary>
    public void Take(MqttReceived message)
    {
        if (message.Topic != _topics.Restart && _topics.CommandOf(message.Topic) is null)
        {
            return;
        }

        var (id, key) = _topics.CommandOf(message.Topic) ?? ("", "restart");
        var command = new Command(key, message.Topic, message.Payload, _time.GetTimestamp());
        if (message.IsRetained)
        {
            MqttLog.IgnoredRetained(_logger, message.Topic);
        }
        else if (message.IsRepeated)
        {
            MqttLog.IgnoredRepeated(_logger, message.Topic);
        }
        else if (message.Payload.Length > CommandPayload.MaxBytes)
        {
            // It may be megabytes: it is not kept until its turn comes.
            _results.Refuse(command with { Payload = default }, EconetError.BadValue, CommandPayload.TooLong);
        }
        else if (message.Topic == _topics.Restart)
        {
            _ = _results.TellAsync(command, () => RestartAsync(command), CancellationToken.None);
        }
        else if (_devices.TryGetValue(id, out var device))
        {
            device.Take(command);
        }
        else
        {
            _results.Refuse(command, EconetError.NotFound, $"Device '{id}' not found");
        }
    }

    private Task RestartAsync(Command command)
    {
        CommandPayload.CheckPress(command.Payload.Span);
        MqttLog.Restarting(_logger);
        var objection = _restart.Make();
        _results.Answer(
            command,
            new WriteResult(command.Key, null, default, default, _time.GetUtcNow(), objection is null ? null : EconetError.Unavailable, objection));
        return Task.CompletedTask;
    }

    /// <summary>Carries out what <see cref="Take"/> took.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(_devices.Values.Select(device => device.RunAsync(cancellation)));
}
