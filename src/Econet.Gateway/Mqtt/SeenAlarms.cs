using System.Globalization;
using System.Text.Json;
using Econet.Actors;
using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// The alarms that the owner has seen, kept over restarts. Of a device that is met for the first time, those that have ended count as seen. May
/// be used from several threads.
/// </summary>
/// <param name="path">A file in the state directory.</param>
internal sealed class SeenAlarms(string path, ILogger logger)
{
    private readonly Lock _gate = new();
    private Dictionary<string, HashSet<string>>? _seen;
    private bool _isUnkept;

    /// <summary>How many of a device's alarms the owner has not seen.</summary>
    public int Unseen(string device, IReadOnlyList<Alarm> alarms)
    {
        lock (_gate)
        {
            var all = _seen ??= Read();
            if (!all.TryGetValue(device, out var seen))
            {
                all[device] = seen = [.. alarms.Where(alarm => !alarm.IsActive).Select(Id)];
                Keep(all);
            }

            return alarms.Count(alarm => !seen.Contains(Id(alarm)));
        }
    }

    /// <summary>The owner has seen these.</summary>
    /// <param name="log">All alarms of the device; what is no longer among them is forgotten.</param>
    public void Mark(string device, IEnumerable<Alarm> alarms, IReadOnlyList<Alarm> log)
    {
        lock (_gate)
        {
            var all = _seen ??= Read();
            var seen = all.GetValueOrDefault(device, []);
            seen.UnionWith(alarms.Select(Id));
            seen.IntersectWith(log.Select(Id));
            all[device] = seen;
            Keep(all);
        }
    }

    /// <summary>What an alarm goes by, while it is active and when it has ended.</summary>
    private static string Id(Alarm alarm) => string.Create(
        CultureInfo.InvariantCulture, $"{alarm.Code} {(alarm.From is { } from ? from.ToString("s", CultureInfo.InvariantCulture) : alarm.Raw)}");

    private Dictionary<string, HashSet<string>> Read()
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<Dictionary<string, HashSet<string>?>>(File.ReadAllBytes(path)) is { } kept
                ? kept.Where(device => device.Value is not null).ToDictionary(device => device.Key, device => device.Value!)
                : [];
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            Tell(unusable);
            return [];
        }
    }

    private void Keep(Dictionary<string, HashSet<string>> all)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(all));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            Tell(unusable);
        }
    }

    private void Tell(Exception unusable)
    {
        if (!_isUnkept)
        {
            MqttLog.SeenAlarmsUnkept(logger, path, FailureReason.Of(unusable));
        }

        _isUnkept = true;
    }
}
