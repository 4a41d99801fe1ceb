using System.Globalization;
using System.Runtime.Versioning;

namespace Econet.Bench;

/// <summary>
/// What a gateway costs that has nothing to do but to follow a bus: processor, wake-ups and memory, while all is well and while the adapter is
/// unplugged. The process is the gateway as it is delivered, on a simulated bus at its real pace.
/// </summary>
/// <param name="program">The gateway as it was published; null for the one that was built with this.</param>
[SupportedOSPlatform("linux")]
internal sealed class Steady(TimeSpan duration, string? program)
{
    /// <summary>By then the runtime has compiled again what is used often: that is of the start, and not of what goes on for months.</summary>
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);

    public async Task<SteadyFigures> MeasureAsync()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(program);
        await Task.Delay(Warming, TimeProvider.System);
        var steady = await MeasureAsync(gateway.ProcessId);
        var status = await File.ReadAllLinesAsync($"/proc/{gateway.ProcessId}/status");
        gateway.Unplug(Settling + duration + Settling);
        await Task.Delay(Settling, TimeProvider.System);
        var unplugged = await MeasureAsync(gateway.ProcessId);
        return new SteadyFigures(
            gateway.FirstAnswer.TotalSeconds, steady.Processor, steady.Switches, Megabytes(status, "VmRSS"), Megabytes(status, "RssAnon"), ValueOf(status, "Threads"),
            Assemblies(gateway.ProcessId), unplugged.Processor, unplugged.Switches);
    }

    /// <returns>Percent of one processor, and context switches a second.</returns>
    private async Task<(double Processor, double Switches)> MeasureAsync(int process)
    {
        var (began, time, switches) = (TimeProvider.System.GetTimestamp(), ProcessorOf(process), SwitchesOf(process));
        await Task.Delay(duration, TimeProvider.System);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return (100 * (ProcessorOf(process) - time).TotalSeconds / seconds, (SwitchesOf(process) - switches) / seconds);
    }

    private static TimeSpan ProcessorOf(int process)
    {
        using var gateway = System.Diagnostics.Process.GetProcessById(process);
        return gateway.TotalProcessorTime;
    }

    /// <summary>Of the threads that there are: those that have ended are few, and are not counted any more.</summary>
    private static long SwitchesOf(int process) => Directory.EnumerateDirectories($"/proc/{process}/task").Sum(thread =>
    {
        try
        {
            return File.ReadLines($"{thread}/status").Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    });

    private static int Assemblies(int process) => File.ReadLines($"/proc/{process}/maps")
        .Where(line => line.EndsWith(".dll", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/')..]).Distinct().Count();

    private static long Megabytes(string[] status, string name) => ValueOf(status, name) / 1024;

    private static long ValueOf(string[] status, string name) => long.Parse(
        status.First(line => line.StartsWith(name + ':', StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}

/// <param name="FirstAnswer">From the start of the process, seconds.</param>
/// <param name="Processor">Percent of one core.</param>
/// <param name="Switches">Context switches a second.</param>
/// <param name="Resident">Megabytes; of these <paramref name="Anonymous"/> belong to no file.</param>
internal sealed record SteadyFigures(
    double FirstAnswer, double Processor, double Switches, long Resident, long Anonymous, long Threads, int Assemblies, double UnpluggedProcessor, double UnpluggedSwitches);
