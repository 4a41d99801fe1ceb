using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Tells of the writes that are under way, each next to its parameter, so that what was asked for does not look refused while a device takes
/// its time. Not for several threads at once.
/// </summary>
internal sealed class PendingWrites(string device, MqttTopics topics, Outbox outbox)
{
    /// <summary>The latest write under way of each key.</summary>
    private readonly Dictionary<string, WriteJob> _open = [];

    /// <summary>A write was accepted, came further, or ended.</summary>
    public void Take(WriteJob job)
    {
        if (!job.HasEnded)
        {
            if (!_open.TryGetValue(job.Key, out var known) || known.Id <= job.Id)
            {
                _open[job.Key] = job;
                outbox.Put(MqttMessage.Retained(topics.Pending(device, job.Key), job.Value.ToString()));
                TellAll();
            }

            return;
        }

        if (_open.TryGetValue(job.Key, out var open) && open.Id == job.Id)
        {
            Clear(job.Key);
            TellAll();
        }

        if (job.Status != WriteStatus.Verified)
        {
            // Whoever shows what it asked for until it is told otherwise is told what holds.
            outbox.Repeat([topics.State(device, job.Key)]);
        }
    }

    /// <summary>All writes that are known, of which some may have begun or ended unnoticed.</summary>
    public void Take(IReadOnlyList<WriteJob> jobs)
    {
        var under = jobs.Where(job => !job.HasEnded).GroupBy(job => job.Key).ToDictionary(job => job.Key, job => job.MaxBy(one => one.Id)!);
        foreach (var key in _open.Keys.Where(key => !under.ContainsKey(key)).ToList())
        {
            Clear(key);
        }

        foreach (var job in under.Values)
        {
            Take(job);
        }

        TellAll();
    }

    /// <summary>The broker holds such a message, of this run or of an earlier one.</summary>
    public void Hear(string key)
    {
        if (!_open.ContainsKey(key))
        {
            Clear(key);
        }
    }

    private void TellAll() => outbox.Put(MqttMessage.Retained(
        topics.Pending(device), JsonSerializer.Serialize(new PendingBody(_open.ToDictionary(one => one.Key, one => one.Value.Value.ToString())), Json.Options)));

    private void Clear(string key)
    {
        _open.Remove(key);
        outbox.Put(MqttMessage.Retained(topics.Pending(device, key), ""));
    }
}
