using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Keeps the configs on the broker as <see cref="IDiscovery"/> wants them: published when they change, repeated on request, and emptied
/// when they no longer apply, including those of earlier runs. May be used from several threads.
/// </summary>
/// <param name="isDevice">Whether there is a device with this id now.</param>
internal sealed class Announcements(IDiscovery discovery, Func<string, bool> isDevice, Outbox outbox)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _wanted = [];
    private readonly Dictionary<string, HashSet<string>> _found = [];

    /// <summary>The configs about how devices are, by the devices' ids; the gateway's own under none.</summary>
    private readonly Dictionary<string, HashSet<string>> _status = [];

    /// <summary>Devices that may or may not have a thermostat, each with the thermostat configs found on the broker.</summary>
    private readonly Dictionary<string, HashSet<string>> _undecided = [];

    /// <summary>Devices with a config on the broker that their announcement did not take into account: the broker was reached only later.</summary>
    private readonly HashSet<string> _due = [];

    /// <summary>Publishes the status entities of a device, or of the gateway itself for null.</summary>
    public void AnnounceStatus(string? device)
    {
        lock (_gate)
        {
            var configs = discovery.AnnounceStatus(device);
            _status[device ?? ""] = [.. configs.Select(config => config.Topic)];
            if (device is not null)
            {
                _undecided[device] = [];
            }

            foreach (var config in configs)
            {
                outbox.Put(config);
            }
        }
    }

    /// <summary>Publishes that a device has a virtual thermostat, or takes back what an earlier run said of one that it has no more.</summary>
    public void AnnounceThermostat(string device, bool exists)
    {
        lock (_gate)
        {
            if (!_undecided.Remove(device, out var heard))
            {
                return;
            }

            foreach (var config in exists ? discovery.AnnounceThermostat(device) : [])
            {
                _status[device].Add(config.Topic);
                outbox.Put(config);
            }

            foreach (var topic in heard.Where(topic => !_status[device].Contains(topic)))
            {
                outbox.Put(MqttMessage.Retained(topic, ""));
            }
        }
    }

    /// <summary>Whether the device would now be announced differently.</summary>
    public bool Differ(DeviceSnapshot one, DeviceSnapshot other) =>
        one.Parameters.Length != other.Parameters.Length
        || one.Parameters.Zip(other.Parameters).Any(pair =>
            pair.First.Key != pair.Second.Key || pair.First.Definition != pair.Second.Definition
            || !Nullable.Equals(pair.First.Min, pair.Second.Min) || !Nullable.Equals(pair.First.Max, pair.Second.Max)
            || (pair.First.Value != pair.Second.Value && discovery.Matters(pair.First, pair.Second)));

    /// <summary>Whether a state topic has to be published again from time to time.</summary>
    public bool Awaits(string stateTopic) => discovery.Awaits(stateTopic);

    /// <summary>Whether the device has to be announced again although it does not differ.</summary>
    public bool IsDue(string device)
    {
        lock (_gate)
        {
            return _due.Contains(device);
        }
    }

    /// <summary>The device is to be announced again: its owner calls it otherwise, say.</summary>
    public void MakeDue(string device)
    {
        lock (_gate)
        {
            _due.Add(device);
        }
    }

    /// <summary>Call when the device differs from how it was announced, or is due.</summary>
    /// <returns>False when too little of it is known yet.</returns>
    public bool Announce(DeviceSnapshot device)
    {
        lock (_gate)
        {
            if (discovery.Announce(device) is not { } configs)
            {
                return false;
            }

            _due.Remove(device.Device);
            var wanted = configs.Select(config => config.Topic).ToHashSet();
            var former = _wanted.GetValueOrDefault(device.Device, []);
            _found.Remove(device.Device, out var found);
            foreach (var topic in former.Union(found ?? []).Where(topic => !wanted.Contains(topic) && !IsOfAnother(device.Device, topic)))
            {
                outbox.Put(MqttMessage.Retained(topic, ""));
            }

            foreach (var config in configs)
            {
                outbox.Put(config);
            }

            _wanted[device.Device] = wanted;
        }

        return true;
    }

    /// <summary>The device is not there any more: what was announced of it is taken back.</summary>
    public void Remove(string device)
    {
        lock (_gate)
        {
            _wanted.Remove(device, out var wanted);
            _found.Remove(device, out var found);
            _status.Remove(device, out var status);
            _undecided.Remove(device, out var undecided);
            _due.Remove(device);
            foreach (var topic in (wanted ?? []).Union(found ?? []).Union(status ?? []).Union(undecided ?? []))
            {
                outbox.Put(MqttMessage.Retained(topic, ""));
            }

            discovery.Forget(device);
        }
    }

    /// <summary>Another gateway announces the device from now on.</summary>
    public void Leave(string device)
    {
        lock (_gate)
        {
            _wanted.Remove(device, out var wanted);
            _status.Remove(device, out var status);
            _undecided.Remove(device);
            _due.Remove(device);
            foreach (var topic in (wanted ?? []).Union(status ?? []))
            {
                outbox.Drop(topic);
            }
        }
    }

    /// <summary>Takes a message from one of the filters of <see cref="IDiscovery.Filters"/>.</summary>
    public void Hear(string topic, ReadOnlySpan<byte> payload, bool retained)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        switch (discovery.Hear(topic, payload, retained))
        {
            case Heard.Restarted:
                lock (_gate)
                {
                    outbox.Repeat(_wanted.Values.Concat(_status.Values).SelectMany(topics => topics));
                }

                break;
            case Heard.OwnConfig own:
                Find(own, topic);
                break;
            case Heard.OwnStatus:
                FindStatus(topic);
                break;
        }
    }

    /// <summary>Whether another device is announced at the topic, or was and will be.</summary>
    private bool IsOfAnother(string device, string topic) =>
        _wanted.Concat(_found).Any(other => other.Key != device && other.Value.Contains(topic));

    private void FindStatus(string topic)
    {
        lock (_gate)
        {
            if (_status.Values.Any(topics => topics.Contains(topic)))
            {
                return;
            }

            if (_undecided.Keys.FirstOrDefault(id => discovery.AnnounceThermostat(id).Any(config => config.Topic == topic)) is { } device)
            {
                _undecided[device].Add(topic);
                return;
            }

            outbox.Put(MqttMessage.Retained(topic, ""));
        }
    }

    private void Find(Heard.OwnConfig own, string topic)
    {
        lock (_gate)
        {
            if (!isDevice(own.Device))
            {
                if (!IsOfAnother(own.Device, topic))
                {
                    outbox.Put(MqttMessage.Retained(topic, ""));
                }

                discovery.Forget(own.Device);
                return;
            }

            // Two devices must not share one: the other was announced before this one's claim was heard.
            _due.UnionWith(_wanted.Where(other => other.Key != own.Device && other.Value.Contains(topic)).Select(other => other.Key));

            // What the device announces is not known yet, or was said without knowing of this one.
            var wanted = _wanted.GetValueOrDefault(own.Device);
            if (wanted is null || own.HasMore || !wanted.Contains(topic))
            {
                _found.TryAdd(own.Device, []);
                _found[own.Device].Add(topic);
                if (wanted is not null)
                {
                    _due.Add(own.Device);
                }
            }
        }
    }
}
