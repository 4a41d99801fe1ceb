using System.Runtime.Versioning;
using Econet.Actors.Ports;
using Econet.Actors.Tests.Ports;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A whole device in real time whose port goes, and comes back as another one, and what that costs the process.</summary>
[Collection(PortTests.Name)]
[SupportedOSPlatform("linux")]
public sealed class RealPortReturnTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ports").FullName;
    private readonly Gm3Simulator _bus = RealHouse.QuickBus();

    [LinuxFact]
    public async Task Device_should_come_back_each_time_that_its_port_returns_as_another_device()
    {
        var link = $"{_directory}/by-id";
        var served = new PtyBusServer(_bus.Port, link);
        await served.StartAsync();
        await using var house = await RealHouse.StartAsync(BusPorts.Parse(link), RealHouse.Quick);
        await house.UntilGood();
        var (handles, threads) = (ProcessFigures.Handles(), ProcessFigures.PortThreads());
        var devices = new HashSet<string?> { new FileInfo(link).LinkTarget };
        var held = new List<PseudoTerminal>();
        try
        {
            for (var time = 0; time < 6; time++)
            {
                await served.DisposeAsync();
                await house.UntilConnected(false);

                // Takes the number of the terminal that went, so that the next one gets another.
                held.Add(new PseudoTerminal());
                served = new PtyBusServer(_bus.Port, link);
                await served.StartAsync();
                devices.Add(new FileInfo(link).LinkTarget);
                await house.UntilConnected(true);
                await house.UntilGood();
            }
        }
        finally
        {
            await served.DisposeAsync();
            held.ForEach(terminal => terminal.Dispose());
        }

        Assert.True(devices.Count > 2, "The terminals were always the same");
        await house.UntilConnected(false);
        ProcessFigures.AssertNoGrowth(handles, threads);
    }

    [LinuxFact]
    public async Task Device_should_notice_a_pulled_cable_at_once_and_wait_for_it_without_burning_the_processor()
    {
        var served = new PtyBusServer(_bus.Port, $"{_directory}/port");
        await served.StartAsync();
        await using var house = await RealHouse.StartAsync(BusPorts.Parse($"{_directory}/port"), RealHouse.Quick);
        await house.UntilGood();

        var pulled = TimeProvider.System.GetTimestamp();
        await served.DisposeAsync();
        await house.UntilConnected(false);
        Assert.InRange(TimeProvider.System.GetElapsedTime(pulled), TimeSpan.Zero, TimeSpan.FromSeconds(2));

        // The bus is none of the gateway's work, nor is what the runtime still compiles in the first seconds.
        _bus.Dispose();
        await RealHouse.Until(async () => await ProcessorTimeOfASecond() < TimeSpan.FromMilliseconds(300), "It burns the processor");
    }

    public void Dispose()
    {
        _bus.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<TimeSpan> ProcessorTimeOfASecond()
    {
        var before = Environment.CpuUsage.TotalTime;
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        return Environment.CpuUsage.TotalTime - before;
    }
}
