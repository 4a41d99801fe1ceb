using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Econet.Actors.Ports;
using Econet.Modbus;
using Econet.Simulation.NeaSmart;

namespace Econet.Simulation.Tests.NeaSmart;

/// <summary>Real sockets and time: short.</summary>
public sealed class TcpTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));

    public TcpTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Base_should_speak_modbus_tcp_and_connect_again_when_the_gateway_was_away()
    {
        await using var simulator = new NeaSmartSimulator(
            new NeaSmartSimulationOptions { CycleInterval = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
        simulator.ConnectTcp(BusPorts.Parse($"tcp://{_listener.LocalEndpoint}"));
        simulator.Start();

        await ServeAsync(requests: 40);
        await ServeAsync(requests: 40);

        Assert.InRange(simulator.Traffic.Answers, 60, 80);

        // An answer that fits no request can only be one that came, on a busy machine, when the base had given it up.
        Assert.InRange(simulator.Traffic.Unexpected, 0, simulator.Traffic.Timeouts);
    }

    [Fact]
    public async Task Master_that_vanishes_should_leave_its_connection_open_and_make_another()
    {
        var faults = new NeaSmartFaults { Vanish = 1, Absence = TimeSpan.FromMilliseconds(50) };
        await using var simulator = new NeaSmartSimulator(new NeaSmartSimulationOptions { Faults = faults }, TimeProvider.System);
        simulator.ConnectTcp(BusPorts.Parse($"tcp://{_listener.LocalEndpoint}"));
        simulator.Start();

        using var first = await _listener.AcceptTcpClientAsync(_patience.Token);
        using var second = await _listener.AcceptTcpClientAsync(_patience.Token);

        Assert.False(first.Client.Poll(0, SelectMode.SelectRead) && first.Available == 0, "the first connection was closed");
    }

    /// <summary>Answers so many requests of one connection, and closes it.</summary>
    private async Task ServeAsync(int requests)
    {
        using var client = await _listener.AcceptTcpClientAsync(_patience.Token);
        var server = new ModbusServer(new UnitSet(240, 241), new Forgetful());
        var heard = new List<byte>();
        var buffer = new byte[512];
        while (requests > 0)
        {
            var count = await client.GetStream().ReadAsync(buffer, _patience.Token);
            Assert.NotEqual(0, count);
            heard.AddRange(buffer.AsSpan(0, count));
            var bytes = new ReadOnlySequence<byte>(heard.ToArray());
            var output = new ArrayBufferWriter<byte>();
            while (MbapReader.Read(ref bytes, out var request) == MbapReadStatus.Frame)
            {
                if (server.Answer(request, output))
                    requests--;
            }

            heard = [.. bytes.ToArray()];
            await client.GetStream().WriteAsync(output.WrittenMemory, _patience.Token);
        }
    }

    private sealed class Forgetful : IRegisterStore
    {
        public bool CanRead(byte unit, ushort start, int count) => true;

        public bool CanWrite(byte unit, ushort start, int count) => true;

        public void Read(byte unit, ushort start, Span<ushort> values) => values.Clear();

        public void Write(byte unit, ushort start, ReadOnlySpan<ushort> values)
        {
        }
    }
}
