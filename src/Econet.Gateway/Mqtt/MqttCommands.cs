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
    private readonly FrozenDictionary<string, (DeviceCommands Commands, DeviceRequests Requests)> _devices;
    private readonly MqttTopics _topics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="derived">Null when only parameters take commands.</param>
    /// <param name="tellAlarms">Told of a device's alarms when the owner has seen them.</param>
    public MqttCommands(
        IEconet econet, MqttTopics topics, IDerivedParameters? derived, SeenAlarms seen, Action<string, IReadOnlyList<Alarm>> tellAlarms,
        Outbox outbox, TimeProvider time, ILogger logger)
    {
        _topics = topics;
        _time = time;
        _logger = logger;
        _results = new CommandResults(outbox, time, logger);
        _devices = econet.Devices.ToFrozenDictionary(
            id => id,
            id => (
                new DeviceCommands(econet.Device(id), derived, _results, time, logger),
                new DeviceRequests(econet.Device(id), seen, alarms => tellAlarms(id, alarms), _results, time)));
    }

    /// <summary>Takes a message that is on a command's or a request's topic; must not wait, and does not.</summary>
    /// <returns>False for any other.</returns>
    public bool Take(MqttReceived message)
    {
        if (_topics.CommandOf(message.Topic) is var (device, key))
        {
            Take(message, device, key, CommandPayload.MaxBytes, command => _devices[device].Commands.Take(command));
            return true;
        }

        if (_topics.RequestOf(message.Topic) is var (asked, part, name))
        {
            Take(message, asked, $"{part}/{name}", DeviceRequests.MaxBytes, command => _devices[asked].Requests.Take(command, part, name));
            return true;
        }

        return false;
    }

    private void Take(MqttReceived message, string device, string key, int maxBytes, Action<Command> take)
    {
        var command = new Command(key, message.Topic, message.Payload, _time.GetTimestamp());
        if (message.IsRetained)
        {
            MqttLog.IgnoredRetained(_logger, message.Topic);
        }
        else if (message.IsRepeated)
        {
            MqttLog.IgnoredRepeated(_logger, message.Topic);
        }
        else if (message.Payload.Length > maxBytes)
        {
            // It may be megabytes: it is not kept until its turn comes.
            _results.Refuse(command with { Payload = default }, EconetError.BadValue, $"The payload is longer than {maxBytes} bytes");
        }
        else if (_devices.ContainsKey(device))
        {
            take(command);
        }
        else
        {
            _results.Refuse(command, EconetError.NotFound, $"Device '{device}' not found");
        }
    }

    /// <summary>Carries out what <see cref="Take"/> took.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(_devices.Values.SelectMany(device => new[] { device.Commands.RunAsync(cancellation), device.Requests.RunAsync(cancellation) }));
}
