using System.Runtime.Versioning;
using Econet.Actors.Ports;
using Econet.Actors.Tests.Ports;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A whole device in real time whose port comes back as another one, and what that leaves behind in the process.</summary>
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

    public void Dispose()
    {
        _bus.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
