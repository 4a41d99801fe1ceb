using System.Diagnostics;
using System.Globalization;

namespace Econet.Bench.HttpFuzzing;

/// <summary>
/// Made-up requests at the gateway as it runs, half of them where nothing needs a key and half with an administrator's key: nothing may fail, hang or grow, the
/// log must stay readable, and afterwards the gateway must read and write as before.
/// </summary>
internal sealed class HttpFuzz(int seed, long requests, long first, int connections)
{
    /// <summary>A write waits for the device for half a minute, and for another one before it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <summary>Of the requests: after the first fifth what is kept once has been made.</summary>
    private const int Parts = 5;

    private const long MostGrowth = 64 << 20;
    private const double MostLinesPerSecond = 1;

    public async Task<bool> RunAsync()
    {
        var good = true;
        foreach (var withKey in new[] { false, true })
        {
            good &= await RunAsync(withKey);
        }

        return good;
    }

    private async Task<bool> RunAsync(bool withKey)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(withKey ? "with an admin key" : "without keys")}: seed {seed}, requests {first} to {first + (requests / 2) - 1}"));
        await using var demo = await DemoUnderFuzz.StartAsync(withKey);
        var operations = ApiDescription.Read(await demo.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        var run = new FuzzRun(demo.Address, new RequestGenerator(operations, seed, demo.Key, Sparing.Takes), connections, Patience);
        var (linesBefore, watch) = (demo.Lines, Stopwatch.StartNew());
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(demo, run, watch, done.Token);
        await run.SendAsync(first, requests / 2);
        watch.Stop();
        await done.CancelAsync();
        var least = await watching;
        return await JudgeAsync(demo, run, watch.Elapsed, demo.Lines - linesBefore, least, operations.Count);
    }

    /// <returns>The least memory in each part of the run: between collections it goes up and down.</returns>
    private async Task<long[]> WatchAsync(DemoUnderFuzz demo, FuzzRun run, Stopwatch watch, CancellationToken done)
    {
        var least = Enumerable.Repeat(long.MaxValue, Parts).ToArray();
        try
        {
            while (!demo.HasEnded)
            {
                var part = (int)Math.Min(Parts - 1, Parts * (run.Sent - first) * 2 / requests);
                least[part] = Math.Min(least[part], demo.Memory);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {watch.Elapsed.TotalSeconds,5:F0} s: {run.Sent - first:N0} requests, {demo.Memory >> 20} MB, {demo.Threads} threads, {demo.Descriptors} descriptors, {demo.Lines} lines"));
                await Task.Delay(Pace, TimeProvider.System, done);
            }
        }
        catch (OperationCanceledException)
        {
            // All is sent.
        }

        return least;
    }

    private async Task<bool> JudgeAsync(DemoUnderFuzz demo, FuzzRun run, TimeSpan took, long lines, long[] least, int operations)
    {
        List<string> wrong = [.. run.Faults.Select(fault => fault.ToString())];
        var (warm, memory) = (least[1], least[^1]);
        if (demo.HasEnded)
            wrong.Add("The gateway has ended");
        else if (await demo.WhyUselessAsync() is { } useless)
            wrong.Add(useless);
        if (warm < long.MaxValue && memory < long.MaxValue && memory - warm > MostGrowth)
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"Its memory grew from {warm >> 20} MB to {memory >> 20} MB"));
        var rate = lines / took.TotalSeconds;
        if (rate > MostLinesPerSecond)
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"It logged {rate:F2} lines a second; the last:\n{string.Join('\n', demo.LastLines)}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {operations} operations; {run.Sent - first:N0} requests in {took.TotalSeconds:F0} s ({(run.Sent - first) / took.TotalSeconds:N0}/s), {lines} lines ({rate:F2}/s), memory {warm >> 20} → {memory >> 20} MB"));
        Console.WriteLine($"  statuses: {string.Join(", ", run.Statuses.OrderBy(pair => pair.Key).Select(pair => $"{(pair.Key == 0 ? "closed" : pair.Key)} {pair.Value:N0}"))}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  slowest: {run.Slowest.Took.TotalSeconds:F1} s, request {run.Slowest.Number}: {run.Slowest.Line}"));
        wrong.ForEach(what => Console.WriteLine($"WRONG: {what}\n"));
        return wrong.Count == 0;
    }
}
