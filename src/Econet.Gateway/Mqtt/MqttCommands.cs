using System.Text.Json;
using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>A message from the broker.</summary>
/// <param name="IsRetained">It was published to be retained, now or long ago.</param>
/// <param name="IsRepeated">The broker may have delivered it before.</param>
internal sealed record MqttReceived(string Topic, ReadOnlyMemory<byte> Payload, bool IsRetained, bool IsRepeated);

/// <summary>
/// Turns commands into writes, and their ends into results. Writes are started in the order of the commands, and not waited for: one token
/// takes many. What waits is bounded, and what is too much is refused with a result at once.
/// </summary>
/// <param name="derived">Null when only parameters take commands.</param>
internal sealed class MqttCommands(
    IEconet econet, MqttTopics topics, IDerivedParameters? derived, Outbox outbox, TimeProvider time, ILogger logger)
{
    /// <summary>Commands that wait to be started.</summary>
    public const int MaxWaiting = 64;

    /// <summary>Writes that are under way at once.</summary>
    public const int MaxUnderWay = 32;

    private const string TooMany = "Too many commands at once";

    private static readonly WriteOptions Options = new(Origin: "mqtt");

    /// <summary>The last write of each parameter that was derived from what the parameter held before.</summary>
    private readonly Dictionary<(string Device, string Key), Task> _derivedWrites = [];

    private readonly Channel<Command> _waiting = Channel.CreateBounded<Command>(MaxWaiting);
    private bool _isRefusing;

    /// <summary>Takes a message that is on a command's topic; must not wait, and does not.</summary>
    public void Take(MqttReceived message)
    {
        if (topics.CommandOf(message.Topic) is not { } target)
        {
            return;
        }

        if (message.IsRetained)
        {
            MqttLog.IgnoredRetained(logger, message.Topic);
        }
        else if (message.IsRepeated)
        {
            MqttLog.IgnoredRepeated(logger, message.Topic);
        }
        else if (_waiting.Writer.TryWrite(new Command(target.Device, target.Key, message.Topic, message.Payload)))
        {
            _isRefusing = false;
        }
        else
        {
            if (!_isRefusing)
            {
                MqttLog.TooManyCommands(logger, message.Topic);
            }

            _isRefusing = true;
            Answer(message.Topic, Failed(target.Key, EconetError.Unavailable, TooMany));
        }
    }

    /// <summary>Starts what <see cref="Take"/> took.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var underWay = new SemaphoreSlim(MaxUnderWay);
        await foreach (var command in _waiting.Reader.ReadAllAsync(cancellation))
        {
            // One after the other up to here, so that of two commands for a parameter the later one is the later write.
            await TellAsync(command, async () =>
            {
                var write = await ReadAsync(command, cancellation);
                await underWay.WaitAsync(cancellation);
                var writing = TellAsync(command, () => WriteAsync(command, write, underWay, cancellation));
                if (write.IsDerived)
                {
                    _derivedWrites[(command.Device, write.Key)] = writing;
                }
            });
        }
    }

    private async Task<Write> ReadAsync(Command command, CancellationToken cancellation)
    {
        var device = econet.Device(command.Device);
        if (derived?.Resolve(await device.SnapshotAsync(cancellation), command.Key) is { } first)
        {
            // What the parameter holds now may be about to change by an earlier command.
            await _derivedWrites.GetValueOrDefault((command.Device, first.Parameter.Key), Task.CompletedTask);
            var now = derived.Resolve(await device.SnapshotAsync(cancellation), command.Key) ?? first;
            var given = CommandPayload.Parse(command.Payload.Span, now.Parameter.Type);
            return new Write(device, now.Parameter.Key, now.Value(given), IsDerived: true);
        }

        var parameter = await device.ReadAsync(command.Key, cancellation);
        return new Write(device, command.Key, CommandPayload.Parse(command.Payload.Span, parameter.Type), IsDerived: false);
    }

    private async Task WriteAsync(Command command, Write write, SemaphoreSlim underWay, CancellationToken cancellation)
    {
        try
        {
            Answer(command.Topic, await write.Device.WriteAsync(write.Key, write.Value, Options, cancellation));
        }
        finally
        {
            underWay.Release();
        }
    }

    /// <summary>Does a part of a command, and tells on its topic why it failed where it does.</summary>
    private async Task TellAsync(Command command, Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (BadRequestException bad)
        {
            Answer(command.Topic, Failed(command.Key, EconetError.BadValue, bad.Message));
        }
        catch (EconetException failed)
        {
            Answer(command.Topic, Failed(command.Key, failed.Error, failed.Message, failed.Candidates));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; a write that was accepted is found again at the next start.
        }
        catch (Exception unexpected)
        {
            MqttLog.CommandFailed(logger, unexpected, command.Topic);
            Answer(command.Topic, Failed(command.Key, EconetError.Unavailable, Problems.WriteFailed));
        }
    }

    private WriteResult Failed(string key, EconetError error, string message, IReadOnlyList<string>? candidates = null) =>
        new(key, null, default, default, time.GetUtcNow(), error, message, candidates);

    private void Answer(string topic, WriteResult result)
    {
        if (!result.Success)
        {
            MqttLog.CommandRefused(logger, topic, result.Message ?? Problems.WriteFailed);
        }

        var body = JsonSerializer.Serialize(WriteResultBody.Of(result, accepted: false), Json.Options);
        outbox.Put(MqttMessage.Passing(MqttTopics.ResultOf(topic), body));
    }

    private sealed record Write(IDevice Device, string Key, object Value, bool IsDerived);

    private sealed record Command(string Device, string Key, string Topic, ReadOnlyMemory<byte> Payload);
}
