using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>Tells the alarms of one device, and which of them its owner has not seen. May be used from several threads.</summary>
internal sealed class AlarmTopics(string device, MqttTopics topics, SeenAlarms seen, Outbox outbox)
{
    /// <summary>An owner wants to know what is wrong now, not what ever was.</summary>
    private const int MaxAlarms = 20;

    private readonly Lock _gate = new();
    private IReadOnlyList<Alarm>? _told;

    /// <summary>The alarm log, newest first.</summary>
    public void Take(IReadOnlyList<Alarm> alarms)
    {
        lock (_gate)
        {
            _told = alarms;
            Tell(alarms);
        }
    }

    /// <summary>The owner has seen the published alarms; one that has come since and is not published yet stays unseen.</summary>
    /// <param name="code">Those with this code only; null for all.</param>
    /// <exception cref="EconetException">No alarm with this code has been published, or none at all yet.</exception>
    public void Acknowledge(int? code)
    {
        lock (_gate)
        {
            var told = _told ?? throw new EconetException(EconetError.Unavailable, "The alarms were not read yet");
            Alarm[] meant = [.. told.Where(alarm => code is null || alarm.Code == code)];
            if (code is not null && meant.Length == 0)
            {
                throw new EconetException(EconetError.NotFound, $"There is no alarm {code}");
            }

            seen.Mark(device, meant, told);
            Tell(told);
        }
    }

    private void Tell(IReadOnlyList<Alarm> alarms)
    {
        var body = new AlarmsBody(
            alarms.Count(alarm => alarm.IsActive), seen.Unseen(device, alarms), [.. alarms.Take(MaxAlarms).Select(AlarmBody.Of)]);
        outbox.Put(MqttMessage.Retained(topics.Alarms(device), JsonSerializer.Serialize(body, Json.Options)));
    }

    /// <param name="Active">How many have not ended.</param>
    /// <param name="Unseen">How many the owner has not seen.</param>
    /// <param name="Alarms">The newest of the log, newest first.</param>
    private sealed record AlarmsBody(int Active, int Unseen, IReadOnlyList<AlarmBody> Alarms);
}
