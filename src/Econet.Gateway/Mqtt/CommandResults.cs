using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <param name="Key">What the topic names.</param>
/// <param name="At">When it came, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
internal sealed record Command(string Key, string Topic, ReadOnlyMemory<byte> Payload, long At);

/// <summary>Tells how commands end, each next to its topic.</summary>
internal sealed class CommandResults(Outbox outbox, TimeProvider time, ILogger logger)
{
    /// <summary>Carries out a part of a command, and publishes why it failed if it does.</summary>
    /// <param name="cancellation">The gateway stops, and nobody waits for a result any more.</param>
    public async Task TellAsync(Command command, Func<Task> part, CancellationToken cancellation)
    {
        try
        {
            await part();
        }
        catch (BadRequestException bad)
        {
            Refuse(command, EconetError.BadValue, bad.Message);
        }
        catch (EconetException failed)
        {
            Refuse(command, failed.Error, failed.Message, failed.Candidates);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops; a write that was accepted is found again at the next start.
        }
        catch (Exception unexpected)
        {
            MqttLog.CommandFailed(logger, unexpected, command.Topic);
            Refuse(command, EconetError.Unavailable, Problems.WriteFailed);
        }
    }

    public void Refuse(Command command, EconetError error, string message, IReadOnlyList<string>? candidates = null) =>
        Answer(command, Failed(command, error, message, candidates));

    public void Answer(Command command, WriteResult result)
    {
        if (!result.Success)
        {
            MqttLog.CommandRefused(logger, command.Topic, result.Message ?? Problems.WriteFailed);
        }

        Tell(command, result);
        if (!result.Success)
        {
            // Whoever shows what it asked for until it is told otherwise is told what holds.
            outbox.Repeat([MqttTopics.StateOf(command.Topic)]);
        }
    }

    /// <summary>Refuses one of many: the log would tell nothing new of it.</summary>
    public void RefuseQuietly(Command command, EconetError error, string message) => Tell(command, Failed(command, error, message));

    private WriteResult Failed(Command command, EconetError error, string message, IReadOnlyList<string>? candidates = null) =>
        new(command.Key, null, default, default, time.GetUtcNow(), error, message, candidates);

    private void Tell(Command command, WriteResult result)
    {
        var body = JsonSerializer.Serialize(WriteResultBody.Of(result, accepted: false), Json.Options);
        outbox.PutAnswer(MqttMessage.Passing(MqttTopics.ResultOf(command.Topic), body));
    }
}
