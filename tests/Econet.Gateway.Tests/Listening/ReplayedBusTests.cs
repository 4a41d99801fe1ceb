using System.Threading.Channels;
using Econet.Actors.Ports;
using Econet.Gateway.Listening;

namespace Econet.Gateway.Tests.Listening;

public sealed class ReplayedBusTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 22, 20, 55, 0, TimeSpan.Zero);
    private static readonly Recording Recorded = new([new(Start, new byte[] { 1, 2 }), new(Start.AddMilliseconds(100), new byte[] { 3 })], HasTimes: true);

    [Fact]
    public async Task Replayed_bus_should_say_all_of_the_recording_in_order_and_then_be_gone()
    {
        var receiver = new Receiver();
        await using var line = await new ReplayedBus(Recorded, "a.pcap", 1000, isRepeated: false, TimeProvider.System)
            .OpenAsync(receiver, CancellationToken.None);

        Assert.Equal("0102", await receiver.Told.Reader.ReadAsync());
        Assert.Equal("03", await receiver.Told.Reader.ReadAsync());
        Assert.Equal("a.pcap: the recording has ended", await receiver.Told.Reader.ReadAsync());
    }

    [Fact]
    public async Task Replayed_bus_should_begin_again_and_hear_nobody()
    {
        var receiver = new Receiver();
        var bus = new ReplayedBus(Recorded, "a.pcap", 1000, isRepeated: true, TimeProvider.System);
        await using (var line = await bus.OpenAsync(receiver, CancellationToken.None))
        {
            line.Send(new byte[7]);
            string[] told = [await ReadAsync(), await ReadAsync(), await ReadAsync()];
            Assert.Equal(["0102", "03", "0102"], told);
        }

        Assert.Equal(7, bus.Dropped);

        async Task<string> ReadAsync() => await receiver.Told.Reader.ReadAsync();
    }

    private sealed class Receiver : IBusReceiver
    {
        public Channel<string> Told { get; } = Channel.CreateUnbounded<string>();

        public void Received(ReadOnlyMemory<byte> bytes) => Told.Writer.TryWrite(Convert.ToHexString(bytes.Span));

        public void Gone(string reason) => Told.Writer.TryWrite(reason);
    }
}
