using System.Globalization;
using System.Text;

namespace Econet.Bench;

/// <summary>
/// Many clients of <c>/api/events</c> at once: how long a changed value takes from the last byte of its frame to each of them. A value's
/// <c>read_at</c> is when the port had that byte, by the clock of this machine, and cut to milliseconds: what is told here is up to a
/// millisecond too long.
/// </summary>
/// <param name="program">The gateway as it was published; null for the one that was built with this.</param>
internal sealed class EventStreams(int clients, TimeSpan duration, string? program = null)
{
    /// <summary>Before the figures count, after the last client came.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly List<byte>[] _unfinished = [.. Enumerable.Range(0, clients).Select(_ => new List<byte>())];
    private readonly HashSet<int> _ready = [];
    private readonly List<double> _milliseconds = [];
    private int _pieces;

    public async Task<StreamFigures> MeasureAsync()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(program);
        using var streams = new StreamClients();
        var began = TimeProvider.System.GetTimestamp();
        streams.Connect(gateway.Address, clients);
        streams.Follow(() => _ready.Count == clients, NoteReady);
        Console.WriteLine($"{clients} clients had their snapshots after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
        streams.Follow(After(Settling), piece => Read(piece, _ => { }));

        var (before, own) = (gateway.Processor, Environment.CpuUsage.TotalTime);
        streams.Follow(After(duration), Count);
        Report(gateway.Processor - before, Environment.CpuUsage.TotalTime - own, gateway.Memory, streams.Ended);
        return new StreamFigures(Share(0.5), Share(0.99));
    }

    private static Func<bool> After(TimeSpan duration)
    {
        var began = TimeProvider.System.GetTimestamp();
        return () => TimeProvider.System.GetElapsedTime(began) >= duration;
    }

    /// <summary>Changes follow on the snapshot.</summary>
    private void NoteReady(ReceivedPiece piece) => Read(piece, line =>
    {
        if (line.StartsWith("event: change"u8))
        {
            _ready.Add(piece.Client);
        }
    });

    private void Count(ReceivedPiece piece)
    {
        _pieces++;
        Read(piece, line =>
        {
            var at = line.IndexOf("\"quality\":\"good\",\"read_at\":\""u8);
            if (at >= 0)
            {
                var readAt = DateTimeOffset.Parse(
                    Encoding.ASCII.GetString(line.Slice(at + 28, 24)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                _milliseconds.Add((piece.At - readAt).TotalMilliseconds);
            }
        });
    }

    private void Read(ReceivedPiece piece, Action<ReadOnlySpan<byte>> read)
    {
        var unfinished = _unfinished[piece.Client];
        unfinished.AddRange(piece.Bytes);
        var lines = unfinished.ToArray().AsSpan();
        lines = lines[..(lines.LastIndexOf((byte)'\n') + 1)];
        unfinished.RemoveRange(0, lines.Length);
        foreach (var range in lines.Split((byte)'\n'))
        {
            read(lines[range]);
        }
    }

    private void Report(TimeSpan used, TimeSpan ownUsed, long memory, int ended)
    {
        _milliseconds.Sort();
        Console.WriteLine(
            $"{_milliseconds.Count} events in {duration.TotalSeconds} s, {_milliseconds.Count / clients / duration.TotalSeconds:F1} a second to each client; "
            + $"{(double)_milliseconds.Count / _pieces:F1} in one piece; {ended} clients were cut off");
        Console.WriteLine($"last byte of the frame to the client: p50 {Share(0.5):F1} ms, p99 {Share(0.99):F1} ms, p99.9 {Share(0.999):F1} ms, max {Share(1):F1} ms");
        Console.WriteLine(
            $"processor: gateway {100 * used / duration:F1} %, clients and simulated bus {100 * ownUsed / duration:F1} % of one; gateway's memory {memory >> 20} MB");
    }

    private double Share(double share) => _milliseconds[Math.Min(_milliseconds.Count - 1, (int)(share * _milliseconds.Count))];
}

/// <summary>How long a changed value takes to the client, milliseconds.</summary>
internal sealed record StreamFigures(double Half, double Slowest);
