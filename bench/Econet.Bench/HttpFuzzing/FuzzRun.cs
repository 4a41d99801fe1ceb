using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Econet.Bench.HttpFuzzing;

/// <summary>Something that must not be.</summary>
/// <param name="Before">What went over the same connection just before, whose answer it may have been; null for nothing.</param>
internal sealed record Fault(long Number, string What, FuzzedRequest Request, FuzzedRequest? Before)
{
    public override string ToString() => $"request {Number}: {What}\n{Request}{(Before is null ? "" : $"\nBefore it on the same connection: {Before}")}";
}

/// <summary>
/// Sends made-up requests over many connections at once, and notes how they are answered. A fault is a status from 500 on but 503 and 504 (and 505 for another HTTP), an answer that is
/// not HTTP or ends early, an error without a body, a whole request without an answer, and one that takes too long.
/// </summary>
internal sealed class FuzzRun(IPEndPoint gateway, RequestGenerator generator, int connections, TimeSpan patience)
{
    private const int MostFaults = 20;

    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private readonly ConcurrentQueue<Fault> _faults = new();
    private readonly Lock _gate = new();
    private long _next;

    /// <summary>What was found so far.</summary>
    public IReadOnlyCollection<Fault> Faults => _faults;

    /// <summary>How often each status was answered; 0 stands for a connection that was closed without an answer.</summary>
    public IReadOnlyDictionary<int, long> Statuses => _statuses.ToDictionary();

    public (TimeSpan Took, long Number, string Line) Slowest { get; private set; }

    /// <summary>Requests sent so far.</summary>
    public long Sent => Math.Max(0, Interlocked.Read(ref _next));

    /// <param name="first">The number of the first request.</param>
    public async Task SendAsync(long first, long count)
    {
        Interlocked.Exchange(ref _next, first);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => ConverseAsync(first + count))));
    }

    private async Task ConverseAsync(long end)
    {
        HttpExchange? exchange = null;
        FuzzedRequest? before = null;
        try
        {
            while (_faults.Count < MostFaults && Interlocked.Increment(ref _next) - 1 is var number && number < end)
            {
                var request = generator.Make(number);
                using var tooLong = new CancellationTokenSource(patience, TimeProvider.System);
                var began = Stopwatch.GetTimestamp();
                try
                {
                    var isNew = exchange is null;
                    exchange ??= await OpenAsync(tooLong.Token);
                    var answer = await exchange.AskAsync(request, tooLong.Token);
                    if (answer.Status is null && answer.Wrong is null && !isNew)
                    {
                        // The server may have closed it at the same time.
                        exchange.Dispose();
                        exchange = await OpenAsync(tooLong.Token);
                        answer = await exchange.AskAsync(request, tooLong.Token);
                    }

                    Note(number, request, answer, before);
                    before = request;
                    if (!answer.IsOpen)
                    {
                        exchange.Dispose();
                        (exchange, before) = (null, null);
                    }
                }
                catch (OperationCanceledException)
                {
                    _faults.Enqueue(new Fault(number, string.Create(CultureInfo.InvariantCulture, $"No answer in {patience.TotalSeconds:F0} s"), request, before));
                    exchange?.Dispose();
                    (exchange, before) = (null, null);
                }

                NoteTime(number, request, Stopwatch.GetElapsedTime(began));
            }
        }
        finally
        {
            exchange?.Dispose();
        }
    }

    private async Task<HttpExchange> OpenAsync(CancellationToken cancellation)
    {
        var exchange = new HttpExchange();
        await exchange.ConnectAsync(gateway, cancellation);
        return exchange;
    }

    private void Note(long number, FuzzedRequest request, Exchanged answer, FuzzedRequest? before)
    {
        _statuses.AddOrUpdate(answer.Status ?? 0, 1, (_, count) => count + 1);
        var wrong = answer.Wrong
            ?? (answer.Status is >= 500 and not (503 or 504) && !(answer.Status == 505 && !request.IsWhole) ? $"Status {answer.Status}"
                : answer.Status is null && request.IsWhole ? "The connection was closed without an answer"
                : null);
        if (wrong is not null)
            _faults.Enqueue(new Fault(number, wrong, request, before));
    }

    private void NoteTime(long number, FuzzedRequest request, TimeSpan took)
    {
        lock (_gate)
        {
            if (took > Slowest.Took)
                Slowest = (took, number, request.ToString().Split('\n', 2)[0]);
        }
    }
}
