using System.Globalization;
using System.Text;

namespace Econet.Bench;

/// <summary>
/// Many clients of <c>/api/events</c> at once: how long a changed value takes from the last byte of its frame to each of them. A value's
/// <c>read_at</c> is when the port had that byte, by the clock of this machine, and cut to milliseconds: what is told here is up to a
/// millisecond too long.
/// </summary>
internal sealed class EventStreams(int clients, TimeSpan duration)
{
    /// <summary>Before the figures count, after the last client came.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];
    private bool _counts;
    private int _ended;
    private int _pieces;

    public async Task RunAsync()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = gateway.Address };
        using var over = new CancellationTokenSource();
        var began = TimeProvider.System.GetTimestamp();
        var ready = new CountdownEvent(clients);
        var streams = Enumerable.Range(0, clients).Select(_ => FollowAsync(client, ready, over.Token)).ToArray();
        await Task.Run(ready.Wait);
        Console.WriteLine($"{clients} clients had their snapshots after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
        await Task.Delay(Settling, TimeProvider.System);
        var (before, own) = (gateway.Processor, Environment.CpuUsage.TotalTime);
        _counts = true;
        await Task.Delay(duration, TimeProvider.System);
        _counts = false;
        var (used, ownUsed) = (gateway.Processor - before, Environment.CpuUsage.TotalTime - own);
        var memory = gateway.Memory;
        await over.CancelAsync();
        await Task.WhenAll(streams);
        Report(used, ownUsed, memory);
    }

    private async Task FollowAsync(HttpClient client, CountdownEvent ready, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        var kept = 0;
        var isReady = false;
        try
        {
            using var response = await client.GetAsync(
                new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(kept), cancellation);
                var now = TimeProvider.System.GetUtcNow();
                if (read == 0)
                {
                    Interlocked.Increment(ref _ended);
                    return;
                }

                var length = kept + read;
                var lines = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
                if (!isReady)
                {
                    // The snapshot is one long line; all that follows is short.
                    isReady = lines > 0 && buffer.AsSpan(0, lines).EndsWith("\n\n"u8) && buffer.AsSpan(0, length).IndexOf("retry"u8) < 0;
                    kept = 0;
                    if (isReady)
                    {
                        ready.Signal();
                    }

                    continue;
                }

                Count(buffer.AsSpan(0, lines), now);
                buffer.AsSpan(lines, length - lines).CopyTo(buffer);
                kept = length - lines;
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private void Count(ReadOnlySpan<byte> lines, DateTimeOffset now)
    {
        if (!_counts)
        {
            return;
        }

        Interlocked.Increment(ref _pieces);
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            var at = line.IndexOf("\"quality\":\"good\",\"read_at\":\""u8);
            if (at < 0)
            {
                continue;
            }

            var readAt = DateTimeOffset.Parse(
                Encoding.ASCII.GetString(line.Slice(at + 28, 24)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            lock (_gate)
            {
                _milliseconds.Add((now - readAt).TotalMilliseconds);
            }
        }
    }

    private void Report(TimeSpan used, TimeSpan ownUsed, long memory)
    {
        _milliseconds.Sort();
        Console.WriteLine(
            $"{_milliseconds.Count} events in {duration.TotalSeconds} s, {_milliseconds.Count / clients / duration.TotalSeconds:F1} a second to each client; "
            + $"{(double)_milliseconds.Count / _pieces:F1} in one piece; {_ended} clients were cut off");
        Console.WriteLine($"last byte of the frame to the client: p50 {Share(0.5):F1} ms, p99 {Share(0.99):F1} ms, p99.9 {Share(0.999):F1} ms, max {Share(1):F1} ms");
        Console.WriteLine(
            $"processor: gateway {100 * used / duration:F1} %, clients and simulated bus {100 * ownUsed / duration:F1} % of one; gateway's memory {memory >> 20} MB");
    }

    private double Share(double share) => _milliseconds[Math.Min(_milliseconds.Count - 1, (int)(share * _milliseconds.Count))];
}
