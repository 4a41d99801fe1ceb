using System.Collections.Concurrent;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;

namespace Econet.Gateway.Mqtt;

/// <summary>A message from the broker.</summary>
/// <param name="IsRetained">It was published to be retained, now or long ago.</param>
/// <param name="IsRepeated">The broker may have delivered it before.</param>
internal sealed record MqttReceived(string Topic, ReadOnlyMemory<byte> Payload, bool IsRetained, bool IsRepeated);

/// <summary>Hands commands to the devices that they are for; a device that is busy, or does not answer, holds up no other.</summary>
/// <param name="derived">Null when only parameters take commands.</param>
internal sealed class MqttCommands(
    MqttTopics topics, IDerivedParameters? derived, RestartRequest restart, Outbox outbox, TimeProvider time, ILogger logger)
{
    private readonly CommandResults _results = new(outbox, time, logger);
    private readonly ConcurrentDictionary<string, DeviceCommands> _devices = new();

    /// <summary>Takes a message that is on a command's topic; must not wait, and does not.</summary>
    public void Take(MqttReceived message)
    {
        if (message.Topic != topics.Restart && topics.CommandOf(message.Topic) is null)
        {
            return;
        }

        var (id, key) = topics.CommandOf(message.Topic) ?? ("", "restart");
        var command = new Command(key, message.Topic, message.Payload, time.GetTimestamp());
        if (message.IsRetained)
        {
            MqttLog.IgnoredRetained(logger, message.Topic);
        }
        else if (message.IsRepeated)
        {
            MqttLog.IgnoredRepeated(logger, message.Topic);
        }
        else if (message.Payload.Length > CommandPayload.MaxBytes)
        {
            // It may be megabytes: it is not kept until its turn comes.
            _results.Refuse(command with { Payload = default }, EconetError.BadValue, CommandPayload.TooLong);
        }
        else if (message.Topic == topics.Restart)
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

    /// <summary>Carries out what <see cref="Take"/> takes for this device from now on, until cancelled.</summary>
    public async Task RunAsync(IDevice device, CancellationToken cancellation)
    {
        var commands = new DeviceCommands(device, derived, _results, time, logger);
        _devices[device.Id] = commands;
        try
        {
            await commands.RunAsync(cancellation);
        }
        finally
        {
            _devices.TryRemove(device.Id, out _);
        }
    }

    private Task RestartAsync(Command command)
    {
        CommandPayload.CheckPress(command.Payload.Span);
        MqttLog.Restarting(logger);
        var objection = restart.Make();
        _results.Answer(
            command,
            new WriteResult(command.Key, null, default, default, time.GetUtcNow(), objection is null ? null : EconetError.Unavailable, objection));
        return Task.CompletedTask;
    }
}
