using System.Globalization;
using System.Runtime.Versioning;

namespace Econet.Bench.Figures;

/// <summary>Measures all that <c>docs/performance.md</c> tells in its tables, and writes them there.</summary>
/// <param name="program">The gateway as it was published; null for the one that was built with this.</param>
[SupportedOSPlatform("linux")]
internal sealed class FiguresRun(int rounds, TimeSpan duration, string? program, string page)
{
    private const int Clients = 500;

    public async Task RunAsync()
    {
        FigureTable[] tables =
        [
            new("A gateway that follows a bus", await SteadyAsync()),
            new("Requests, events and writes", [.. await RequestsAsync(), .. await EventsAsync(), .. await WritesAsync()]),
            new("Inside", [.. Frames(), .. await HoursAsync()]),
        ];
        await FiguresPage.WriteAsync(page, tables, rounds, duration);
    }

    private async Task<IReadOnlyList<Figure>> SteadyAsync()
    {
        var steady = new List<SteadyFigures>();
        for (var round = 0; round < rounds; round++)
        {
            steady.Add(await Tell(new Steady(duration, program).MeasureAsync()));
        }

        return
        [
            new("processor, of one core", $"{Text(steady.Median(one => one.Processor), 2)} %", "≤ 1.0 %"),
            new("context switches a second", Text(steady.Median(one => one.Switches)), "≤ 150"),
            new("resident memory; of it anonymous", $"{Text(steady.Median(one => one.Resident))} MB; {Text(steady.Median(one => one.Anonymous))} MB", "< 100 MB; ≤ 40 MB"),
            new("start to the first answer", $"{Text(steady.Median(one => one.FirstAnswer), 2)} s", "≤ 0.6 s"),
            new("assemblies loaded", Text(steady.Median(one => one.Assemblies)), ""),
            new("unplugged: processor; context switches a second",
                $"{Text(steady.Median(one => one.UnpluggedProcessor), 2)} %; {Text(steady.Median(one => one.UnpluggedSwitches))}", "≤ 1 %"),
        ];
    }

    private async Task<IEnumerable<Figure>> RequestsAsync()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(program);
        var throughput = new Throughput(gateway, duration / 3);
        return
        [
            await LoadAsync("`GET /api/parameters`, 16 connections", throughput.IdentityAsync, "≥ 5,000/s, p99 < 15 ms"),
            await LoadAsync("the same, compressed (br)", throughput.CompressedAsync, "≥ 8,000/s"),
            await LoadAsync("`GET /api/parameters/{key}`, 16 connections", throughput.OneAsync, "≥ 25,000/s, p99 < 5 ms"),
            await StandingStillAsync(throughput),
        ];
    }

    private async Task<Figure> StandingStillAsync(Throughput throughput)
    {
        var tag = await throughput.StandStillAsync();
        return await LoadAsync("`GET /api/parameters`, unchanged (304), 16 connections", () => throughput.UnchangedAsync(tag), "≥ 25,000/s");
    }

    private async Task<Figure> LoadAsync(string what, Func<Task<Load>> measure, string goal)
    {
        var loads = new List<Load>();
        for (var round = 0; round < rounds; round++)
        {
            loads.Add(await Tell(measure()));
        }

        return new Figure(what, $"{Text(loads.Median(load => load.Rate))}/s, p99 {Text(loads.Median(load => load.Slowest), 1)} ms", goal);
    }

    private async Task<IEnumerable<Figure>> EventsAsync()
    {
        var delays = new List<StreamFigures>();
        for (var round = 0; round < rounds; round++)
        {
            delays.Add(await Tell(new EventStreams(Clients, duration, program).MeasureAsync()));
        }

        return [new(
            $"a changed value: last byte to the client, {Clients} clients",
            $"p50 {Text(delays.Median(one => one.Half), 1)} ms, p99 {Text(delays.Median(one => one.Slowest), 1)} ms", "p99 ≤ 10 ms")];
    }

    private async Task<IEnumerable<Figure>> WritesAsync()
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            times.Add(await Tell(WriteTime.MillisecondsAsync(round)));
        }

        return [new("a write: token to the value that was read back, in the bus's time", $"{Text(times.Median())} ms", "≤ 80 ms")];
    }

    private IEnumerable<Figure> Frames()
    {
        FrameSpeed[] speeds = [.. Enumerable.Range(0, Math.Max(3, rounds)).Select(_ => FrameSpeed.Measure())];
        return
        [
            new("frame reader; bytes a frame beside its payload", $"{Text(speeds.Median(one => one.Reader))} MB/s; {Text(speeds.Median(one => one.Beside))}", "≥ 400 MB/s; 0"),
            new("CRC", $"{Text(speeds.Median(one => one.Crc))} MB/s", "≥ 2,000 MB/s"),
        ];
    }

    private async Task<IEnumerable<Figure>> HoursAsync()
    {
        var hours = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            hours.Add(await Tell(VirtualHour.SecondsAsync()));
        }

        return [new("an hour of virtual time in the TestKit", $"{Text(hours.Median(), 1)} s", "≤ 8 s")];
    }

    /// <summary>What each round gave, as it comes.</summary>
    private static async Task<T> Tell<T>(Task<T> round)
    {
        var figures = await round;
        Console.WriteLine(figures);
        return figures;
    }

    private static string Text(double number, int digits = 0) => number.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
