using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Remembers over restarts where the gateway publishes, so that it can clear what it left on the broker under another base topic. May be used
/// from several threads.
/// </summary>
/// <param name="path">A file in the state directory; null for memory alone.</param>
internal sealed class TopicHistory(string? path, ILogger logger)
{
    /// <summary>Of earlier ones; the oldest give way.</summary>
    private const int Most = 4;

    private readonly Lock _gate = new();
    private ImmutableList<UsedTopics> _used = [];
    private bool _isUnkept;

    /// <summary>The gateway publishes here from now on.</summary>
    /// <returns>Where it did before, and has not cleared yet.</returns>
    public IReadOnlyList<UsedTopics> Begin(string baseTopic, string? prefix)
    {
        lock (_gate)
        {
            var before = Read();
            var current = before.Find(used => used.IsAt(baseTopic, prefix)) ?? new UsedTopics(baseTopic, prefix, []);
            Keep([current, .. before.Where(used => !used.IsAt(baseTopic, prefix)).Take(Most)], before);
            return [.. _used.Skip(1)];
        }
    }

    /// <summary>The device is published as well.</summary>
    public void Add(string device)
    {
        lock (_gate)
        {
            Keep(_used.SetItem(0, _used[0] with { Devices = _used[0].Devices.Add(device) }), _used);
        }
    }

    /// <summary>Nothing is left there.</summary>
    public void Forget(UsedTopics former)
    {
        lock (_gate)
        {
            Keep(_used.RemoveAll(used => used.IsAt(former.BaseTopic, former.Prefix)), _used);
        }
    }

    private ImmutableList<UsedTopics> Read()
    {
        try
        {
            return path is null ? _used : File.Exists(path) ? JsonSerializer.Deserialize<ImmutableList<UsedTopics?>>(File.ReadAllBytes(path))
                ?.OfType<UsedTopics>().Where(used => used.BaseTopic is not null && used.Devices is not null).ToImmutableList() ?? [] : [];
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            Tell(path!, unusable);
            return [];
        }
    }

    private void Keep(ImmutableList<UsedTopics> used, ImmutableList<UsedTopics> before)
    {
        _used = used;
        var json = JsonSerializer.SerializeToUtf8Bytes(used);
        if (path is null || json.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(before)))
        {
            return;
        }

        try
        {
            PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
            PrivateFile.Replace(path, file => file.Write(json));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            Tell(path, unusable);
        }
    }

    private void Tell(string unusablePath, Exception unusable)
    {
        if (!_isUnkept)
        {
            MqttLog.TopicsUnkept(logger, unusablePath, FailureReason.Of(unusable));
        }

        _isUnkept = true;
    }
}
