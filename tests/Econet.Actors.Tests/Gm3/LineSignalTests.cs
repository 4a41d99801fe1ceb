using Econet.Actors.Gm3.Line;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>What bytes that make no frames tell of the line, from frames of the simulated bus sampled as a UART samples them.</summary>
public sealed class LineSignalTests
{
    private static readonly FaultPlan Right = FaultPlan.None;

    [Theory]
    [InlineData(38_400, 115_200, false, "Slower")]
    [InlineData(38_400, 115_200, true, "Slower")]
    [InlineData(19_200, 115_200, false, "Slower")]
    [InlineData(9_600, 115_200, false, "Slower")]
    [InlineData(57_600, 115_200, false, "Slower")]
    [InlineData(115_200, 38_400, false, "Faster")]
    [InlineData(230_400, 115_200, false, "Faster")]
    [InlineData(115_200, 9_600, false, "Faster")]
    [InlineData(115_200, 115_200, true, "Inverted")]
    [InlineData(38_400, 38_400, true, "Inverted")]
    [InlineData(115_200, 38_400, true, "Inverted")]
    public void Signal_should_be_guessed_from_bytes_at_the_wrong_speed_or_inverted(int bus, int port, bool isInverted, string expected)
    {
        var plan = isInverted ? new FaultPlan().SwapWires() : Right;
        plan = bus == port ? plan : plan.WrongBaud(port);
        foreach (var (polling, seed) in new[] { (true, 1), (true, 2), (false, 3) })
        {
            var bytes = Hear(new Gm3SimulationOptions { Baud = bus, PollingModule = polling, Thermostat = polling, Seed = seed, Faults = plan });

            Assert.True(bytes.Length >= 200, $"Only {bytes.Length} bytes came");
            Assert.Equal(expected, LineSignals.Guess(bytes).ToString());
        }
    }

    [Fact]
    public void Signal_should_be_unclear_when_the_bytes_are_noise()
    {
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var noise = new byte[1000];
            random.NextBytes(noise);
            Assert.Equal(LineSignal.Unclear, LineSignals.Guess(noise));
        }

        Assert.Equal(LineSignal.Unclear, LineSignals.Guess([]));
    }

    /// <summary>The last 4 kB of what a port hears in 20 s.</summary>
    private static byte[] Hear(Gm3SimulationOptions options)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(options, time);
        var heard = new Hearer();
        bus.Port.OpenAsync(heard, CancellationToken.None).GetAwaiter().GetResult();
        bus.Start();
        time.Advance(TimeSpan.FromSeconds(20));
        lock (heard.Bytes)
        {
            return [.. heard.Bytes.TakeLast(LineSample.MaxRecent)];
        }
    }

    private sealed class Hearer : Econet.Actors.Ports.IBusReceiver
    {
        public List<byte> Bytes { get; } = [];

        public void Received(ReadOnlyMemory<byte> bytes)
        {
            lock (Bytes)
            {
                Bytes.AddRange(bytes.ToArray());
            }
        }

        public void Gone(string reason)
        {
        }
    }
}
