using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Gateway.Listening;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Gateway.Tests.Listening;

public sealed class LiveListeningTests : IDisposable
{
    private static readonly byte[] Cycle =
    [
        .. new Frame(109, BusAddress.Panel, Command.Identify).ToArray(),
        .. Service.TokenGrant(109).ToArray(),
        .. Service.TokenReturn(109).ToArray(),
    ];

    private static readonly byte[] Inverted = [.. Cycle.Select(value => (byte)~value)];

    private readonly StringWriter _out = new();
    private readonly List<BusPiece> _kept = [];

    public void Dispose() => _out.Dispose();

    [Fact]
    public async Task Listening_should_try_speeds_until_one_fits_and_send_nothing()
    {
        var bus = new SpeedPorts(baud => baud == 38_400 ? Cycle : Inverted);

        var listening = await ListenAsync(bus, TimeSpan.FromSeconds(30));

        Assert.Equal([115_200, 38_400], bus.Opened);
        Assert.Contains("38400 baud fits", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("panel 100 → peripheral 109: grants the token", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, bus.BytesSent);
        Assert.Empty(listening.Problems);

        // Nothing of the speed that does not fit is kept.
        Assert.NotEmpty(_kept);
        Assert.All(_kept, piece => Assert.Equal(Cycle, piece.Bytes.ToArray()));
        Assert.Equal(0, listening.Tally.SkippedBytes);
    }

    [Fact]
    public async Task Listening_should_say_that_wires_are_swapped_when_no_speed_fits()
    {
        var bus = new SpeedPorts(_ => Inverted);

        var listening = await ListenAsync(bus, TimeSpan.FromMinutes(4));

        Assert.Equal(LiveListening.AllSpeeds, bus.Opened.Take(LiveListening.AllSpeeds.Count));
        Assert.Contains("No speed fits.", _out.ToString(), StringComparison.Ordinal);
        var problem = Assert.Single(listening.Problems);
        Assert.Equal(ProblemCode.NoFrames, problem.Code);
        Assert.Contains("swap wires A and B", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listening_should_stay_at_its_speed_when_nothing_comes()
    {
        var bus = new SpeedPorts(_ => []);

        var listening = await ListenAsync(bus, TimeSpan.FromMinutes(2));

        Assert.Equal([115_200], bus.Opened);
        Assert.Equal(ProblemCode.LineSilent, Assert.Single(listening.Problems).Code);
    }

    [Fact]
    public async Task Listening_should_say_that_no_panel_is_heard()
    {
        var bus = new SpeedPorts(_ => new Frame(BusAddress.Broadcast, BusAddress.Controller, Command.NoData).ToArray());

        var listening = await ListenAsync(bus, TimeSpan.FromMinutes(1));

        Assert.Contains("none from the panel", Assert.Single(listening.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listening_should_open_a_line_again_that_was_lost_after_frames_came()
    {
        var bus = new SpeedPorts(_ => Cycle) { GoneAfter = 20 };

        await ListenAsync(bus, TimeSpan.FromSeconds(10));

        Assert.Equal([115_200, 115_200], bus.Opened);
        Assert.Contains("unplugged", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listening_should_fail_when_the_line_is_gone_before_anything_was_understood()
    {
        var bus = new SpeedPorts(_ => "Port already in use\r\n"u8.ToArray()) { GoneAfter = 2 };

        var gone = await Assert.ThrowsAsync<BusPortException>(() => ListenAsync(bus, TimeSpan.FromSeconds(10)));

        Assert.Contains("Port already in use", gone.Message, StringComparison.Ordinal);
    }

    private async Task<LiveListening> ListenAsync(SpeedPorts bus, TimeSpan limit)
    {
        var listening = new LiveListening(LiveListening.AllSpeeds, bus.At, new TextReport(_out), bus.Time, bus.WaitAsync, _kept.Add);
        await listening.RunAsync(limit, CancellationToken.None);
        return listening;
    }
}
