using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Econet.Gateway.Remote;

/// <summary>Prints what changes at a gateway, until it is stopped. A connection that ends is made again, and goes on where it was.</summary>
/// <param name="keys">Only these parameters; empty for all.</param>
internal sealed class ValueWatch(GatewayClient gateway, IReadOnlyList<string> keys, bool asJson, TextWriter output, TextWriter notes, TimeProvider time)
{
    /// <summary>Values for people are asked for so often at most, those that changed meanwhile together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Names in one request, so that its address does not get too long.</summary>
    private const int Together = 100;

    private readonly ConcurrentDictionary<string, bool> _changed = new();
    private readonly Dictionary<string, string> _told = [];
    private string? _lastId;

    /// <exception cref="RemoteException">The gateway can't be reached at first, or refuses; or no device has any of the names.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await CheckKeysAsync(stop);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var telling = asJson ? Task.CompletedTask : TellAsync(ended.Token);
        try
        {
            await HearAsync(stop);
        }
        finally
        {
            await ended.CancelAsync();
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A name that does not exist never changes: whoever waits for it should know.</summary>
    private async Task CheckKeysAsync(CancellationToken stop)
    {
        if (keys.Count == 0 || await FindAsync(stop) is not { } body || RemoteValue.NotFound(body) is not { } missing)
        {
            return;
        }

        await (RemoteValue.AllOf(body).Count > 0 ? notes.WriteLineAsync(missing) : throw new RemoteException(RemoteException.Refused, missing));
    }

    /// <returns>Null where it is not known yet which names there are.</returns>
    private async Task<JsonElement?> FindAsync(CancellationToken stop)
    {
        try
        {
            return await gateway.GetAsync($"{gateway.OfDevice("parameters")}?view=readable&stale=allow&names={Names(keys)}", stop);
        }
        catch (RemoteException refused) when (refused.Code == RemoteException.Refused)
        {
            return null;
        }
    }

    private async Task HearAsync(CancellationToken stop)
    {
        var path = gateway.OfDevice("events") + (keys.Count == 0 ? "" : $"?names={Names(keys)}");
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                using var answer = await gateway.OpenAsync(path, _lastId, stop);
                await using var stream = await answer.Content.ReadAsStreamAsync(stop);
                var events = SseParser.Create(stream);
                await foreach (var item in events.EnumerateAsync(stop))
                {
                    _lastId = events.LastEventId;
                    await TakeAsync(item);
                }
            }
            catch (RemoteException failed) when (!isFirst)
            {
                await notes.WriteLineAsync(failed.Message);
            }
            catch (Exception failed) when (failed is IOException or HttpRequestException)
            {
                await notes.WriteLineAsync($"The connection to {gateway.Place} has ended; trying again");
            }

            await Task.Delay(Pause, time, stop);
        }
    }

    private async Task TakeAsync(SseItem<string> item)
    {
        if (asJson)
        {
            await output.WriteLineAsync($$"""{"event":{{JsonSerializer.Serialize(item.EventType)}},"data":{{item.Data}}}""");
            return;
        }

        using var json = JsonDocument.Parse(item.Data);
        switch (item.EventType)
        {
            case "snapshot":
                foreach (var parameter in json.RootElement.GetProperty("parameters").EnumerateObject())
                {
                    _changed[parameter.Name] = true;
                }

                break;
            case "change":
                _changed[json.RootElement.GetProperty("key").GetString()!] = true;
                break;
            case "health":
                var isAlive = json.RootElement.GetProperty("alive").GetBoolean();
                await output.WriteLineAsync($"{Now()}  {json.RootElement.GetProperty("device").GetString()} {(isAlive ? "answers" : "does not answer")}");
                break;
        }
    }

    /// <summary>Tells what has changed, as people read it.</summary>
    private async Task TellAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Gathering, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            foreach (var some in _changed.Keys.Chunk(Together))
            {
                Array.ForEach(some, key => _changed.TryRemove(key, out _));
                try
                {
                    var body = await gateway.GetAsync($"{gateway.OfDevice("parameters")}?view=readable&stale=allow&names={Names(some)}", stop);
                    foreach (var value in RemoteValue.AllOf(body))
                    {
                        Tell(value);
                    }
                }
                catch (RemoteException)
                {
                    // Asked again when they change again; that the gateway is away is told by the events.
                }
            }
        }
    }

    private void Tell(RemoteValue value)
    {
        var now = value.Display + (value.Quality == "good" ? "" : $" ({value.Quality})");
        if (_told.GetValueOrDefault(value.Key) is { } before && before == now)
        {
            return;
        }

        output.WriteLine(_told.TryGetValue(value.Key, out var old)
            ? $"{Now()}  {value.Key}  {old} → {now}"
            : $"{Now()}  {value.Key}  {now}{(value.Title is null ? "" : $"  {value.Title}")}");
        _told[value.Key] = now;
    }

    private string Now() => time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Names(IEnumerable<string> keys) => Uri.EscapeDataString(string.Join(',', keys));
}
