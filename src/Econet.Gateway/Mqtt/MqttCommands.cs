using System.Collections.Concurrent;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>A message from the broker.</summary>
/// <param name="IsRetained">It was published to be retained, now or long ago.</param>
/// <param name="IsRepeated">The broker may have delivered it before.</param>
internal sealed record MqttReceived(string Topic, ReadOnlyMemory<byte> Payload, bool IsRetained, bool IsRepeated);

/// <summary>Hands commands to the devices that they are for; a device that is busy, or does not answer, holds up no other.</summary>
/// <param name="derived">Null when only parameters take commands.</param>
/// <param name="isMine">Whether a device's commands are this gateway's; another one takes those that are not. Null for a gateway that is alone.</param>
internal sealed class MqttCommands(
    MqttTopics topics, IDerivedParameters? derived, RestartRequest restart, Outbox outbox, TimeProvider time, ILogger logger, Func<string, bool>? isMine = null)
{
    private readonly CommandResults _results = new(outbox, time, logger);
    private readonly ConcurrentDictionary<string, (DeviceCommands Commands, DeviceRequests Requests)> _devices = new();

    /// <summary>Takes a message that is on the topic of a command or a request; must not wait, and does not.</summary>
    /// <returns>False for any other.</returns>
    public bool Take(MqttReceived message)
    {
        if (message.Topic == topics.Restart)
        {
            Take(message, "restart", CommandPayload.MaxBytes, command => _ = _results.TellAsync(command, () => RestartAsync(command), CancellationToken.None));
        }
        else if (topics.CommandOf(message.Topic) is var (device, key))
        {
            Take(message, key, CommandPayload.MaxBytes, command => Hand(command, device, to => to.Commands.Take(command)));
        }
        else if (topics.RequestOf(message.Topic) is var (owner, part, name))
        {
            Take(message, $"{part}/{name}", DeviceRequests.MaxBytes, command => Hand(command, owner, to => to.Requests.Take(command, part, name)));
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Carries out what is taken for this device from now on, until cancelled.</summary>
    public async Task RunAsync(IDevice device, AlarmTopics alarms, CancellationToken cancellation)
    {
        var commands = new DeviceCommands(device, derived, _results, time, logger);
        var requests = new DeviceRequests(device, alarms, _results, time);
        _devices[device.Id] = (commands, requests);
        try
        {
            await Task.WhenAll(commands.RunAsync(cancellation), requests.RunAsync(cancellation));
        }
        finally
        {
            _devices.TryRemove(device.Id, out _);
        }
    }

    private void Take(MqttReceived message, string key, int maxBytes, Action<Command> take)
    {
        var command = new Command(key, message.Topic, message.Payload, time.GetTimestamp());
        if (message.IsRetained)
        {
            MqttLog.IgnoredRetained(logger, message.Topic);
        }
        else if (message.IsRepeated)
        {
            MqttLog.IgnoredRepeated(logger, message.Topic);
        }
        else if (message.Payload.Length > maxBytes)
        {
            // It may be megabytes: it is not kept until its turn comes.
            _results.Refuse(command with { Payload = default }, EconetError.BadValue, $"The payload is longer than {maxBytes} bytes");
        }
        else
        {
            take(command);
        }
    }

    private void Hand(Command command, string device, Action<(DeviceCommands Commands, DeviceRequests Requests)> take)
    {
        if (isMine is not null && !isMine(device))
        {
            return;
        }

        if (_devices.TryGetValue(device, out var known))
        {
            take(known);
        }
        else
        {
            _results.Refuse(command, EconetError.NotFound, $"Device '{device}' not found");
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
