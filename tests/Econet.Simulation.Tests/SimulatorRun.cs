using System.Buffers;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Simulation.Tests;

/// <summary>A simulator in virtual time with a scripted participant, which hears frames and may answer each at once.</summary>
internal sealed class SimulatorRun : IBusReceiver, IAsyncDisposable
{
    private readonly IBusLine _line;
    private ReadOnlySequence<byte> _buffer;

    public SimulatorRun(Gm3SimulationOptions? options = null)
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 22, 20, 0, 0, TimeSpan.Zero));
        Simulator = new Gm3Simulator(options ?? new Gm3SimulationOptions(), Time);
        _line = Simulator.Port.OpenAsync(this, CancellationToken.None).Result;
    }

    public FakeTimeProvider Time { get; }

    public Gm3Simulator Simulator { get; }

    public List<Frame> Frames { get; } = [];

    /// <summary>Everything heard, for comparing runs.</summary>
    public List<byte> Bytes { get; } = [];

    public int Chunks { get; private set; }

    public int BytesSkipped { get; private set; }

    public string? GoneBecause { get; private set; }

    /// <summary>Called with each frame heard.</summary>
    public Action<Frame>? OnFrame { get; set; }

    public void Send(Frame frame) => _line.Send(frame.ToArray());

    public void Send(byte[] bytes) => _line.Send(bytes);

    /// <summary>Sends after a polite gap.</summary>
    public void SendAfter(TimeSpan gap, Frame frame) =>
        Time.CreateTimer(_ => Send(frame), null, gap, Timeout.InfiniteTimeSpan);

    /// <summary>Lets virtual time pass in steps as fine as the bus.</summary>
    public void Run(TimeSpan duration)
    {
        var step = TimeSpan.FromMilliseconds(1);
        for (var passed = TimeSpan.Zero; passed < duration; passed += step)
            Time.Advance(step);
    }

    public void RunUntil(Func<bool> reached, TimeSpan atMost)
    {
        var step = TimeSpan.FromMilliseconds(1);
        for (var passed = TimeSpan.Zero; !reached(); passed += step)
        {
            Assert.True(passed < atMost, "it did not happen in time");
            Time.Advance(step);
        }
    }

    /// <summary>Starts the bus and takes part until the token is held at <paramref name="address"/>.</summary>
    public void StartAndTakeToken(ushort address = BusAddress.FirstPeripheral)
    {
        var holds = false;
        OnFrame = frame =>
        {
            if (frame.Destination == address && frame.Command == Command.Identify)
                SendAfter(TimeSpan.FromMilliseconds(20), new Frame(BusAddress.Panel, address, Command.IdentifyAnswer, Identity));
            if (frame == Econet.Gm3.Payloads.Service.TokenGrant(address))
                holds = true;
        };
        Simulator.Start();
        RunUntil(() => holds, TimeSpan.FromSeconds(60));
        OnFrame = null;
        Run(TimeSpan.FromMilliseconds(20));
    }

    /// <summary>Asks, and waits for whoever was asked to answer.</summary>
    public Frame Ask(Frame request)
    {
        Frame? answer = null;
        OnFrame = frame =>
        {
            if (frame.Source == request.Destination && frame.Destination == request.Source)
                answer = frame;
        };
        Send(request);
        RunUntil(() => answer is not null, TimeSpan.FromSeconds(2));
        OnFrame = null;
        Run(TimeSpan.FromMilliseconds(20));
        return answer!;
    }

    public static byte[] Identity => Econet.Gm3.Payloads.Identity.Write("test");

    void IBusReceiver.Received(ReadOnlyMemory<byte> bytes)
    {
        Chunks++;
        Bytes.AddRange(bytes.Span);
        _buffer = new ReadOnlySequence<byte>([.. _buffer.ToArray(), .. bytes.Span]);
        FrameReadStatus status;
        while ((status = FrameReader.Read(ref _buffer, out var frame, out var skip)) != FrameReadStatus.NeedMore)
        {
            BytesSkipped += skip.Bytes;
            if (status != FrameReadStatus.Frame)
                continue;

            Frames.Add(frame!);
            OnFrame?.Invoke(frame!);
        }
    }

    void IBusReceiver.Gone(string reason) => GoneBecause = reason;

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        Simulator.Dispose();
    }
}
