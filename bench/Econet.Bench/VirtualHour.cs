using System.Diagnostics;
using System.Globalization;
using Econet.Actors.TestKit;

namespace Econet.Bench;

/// <summary>How long an hour of virtual time takes: a house with its simulated heat pump, polling module and thermostat, as tests have it.</summary>
internal static class VirtualHour
{
    public static async Task RunAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await using var house = await House.RunningAsync();
            var watch = Stopwatch.StartNew();
            var processor = Process.GetCurrentProcess().TotalProcessorTime;
            house.Time.Advance(TimeSpan.FromHours(1));
            var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"An hour took {watch.Elapsed.TotalSeconds:0.0} s, {used.TotalSeconds:0.0} s of processor"));
        }
    }
}
