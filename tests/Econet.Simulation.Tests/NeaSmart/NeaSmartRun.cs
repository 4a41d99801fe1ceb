using System.Buffers;
using Econet.Actors.Ports;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;
using Econet.Simulation.NeaSmart;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Simulation.Tests.NeaSmart;

/// <summary>A simulated base in virtual time, and a Modbus server of registers at the other end of its line.</summary>
internal sealed class NeaSmartRun : IBusReceiver, IRegisterStore, IAsyncDisposable
{
    /// <summary>Longer than the base pauses inside a frame, shorter than it waits for an answer.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private static readonly UnitSet Units = new(240, 241);

    private readonly ModbusServer _server;
    private readonly ITimer _silence;
    private IBusLine _line;
    private byte[] _heard = [];

    public NeaSmartRun(NeaSmartSimulationOptions? options = null)
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 22, 6, 0, 0, TimeSpan.Zero));
        Base = new NeaSmartSimulator(options ?? new NeaSmartSimulationOptions(), Time);
        _server = new ModbusServer(Units, this);
        _silence = Time.CreateTimer(_ => Take([], quiet: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _line = Open();
        Base.Start();
    }

    public FakeTimeProvider Time { get; }

    public NeaSmartSimulator Base { get; }

    /// <summary>What the base wrote and a user wished.</summary>
    public ushort[] Registers { get; } = new ushort[0x10000];

    /// <summary>Every register that was written, in order.</summary>
    public List<(byte Unit, ushort Address, ushort Word)> Writes { get; } = [];

    /// <summary>Where every reading began, in order.</summary>
    public List<(byte Unit, ushort Start)> Reads { get; } = [];

    /// <summary>Frames that were for others.</summary>
    public int Others { get; private set; }

    public List<byte> Bytes { get; } = [];

    /// <summary>Answers nothing while false.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>What may not be written.</summary>
    public Register? Missing { get; set; }

    public string? GoneBecause { get; private set; }

    public double? this[Register register] => register.Decode(Registers[register.Address]);

    public void Wish(Register register, double value)
    {
        Assert.True(register.TryEncode(value, out var word));
        Registers[register.Address] = word;
    }

    public void Run(TimeSpan duration, double stepSeconds = 1)
    {
        var step = TimeSpan.FromSeconds(stepSeconds);
        for (var passed = TimeSpan.Zero; passed < duration; passed += step)
            Time.Advance(step);
    }

    public void Reopen() => _line = Open();

    public void Received(ReadOnlyMemory<byte> bytes)
    {
        Bytes.AddRange(bytes.Span);
        _silence.Change(Quiet, Timeout.InfiniteTimeSpan);
        Take(bytes.ToArray(), quiet: false);
    }

    public void Gone(string reason) => GoneBecause = reason;

    public bool CanRead(byte unit, ushort start, int count) => true;

    public bool CanWrite(byte unit, ushort start, int count) =>
        Missing is not { } missing || missing.Address < start || missing.Address >= start + count;

    public void Read(byte unit, ushort start, Span<ushort> values)
    {
        Reads.Add((unit, start));
        Registers.AsSpan(start, values.Length).CopyTo(values);
    }

    public void Write(byte unit, ushort start, ReadOnlySpan<ushort> values)
    {
        values.CopyTo(Registers.AsSpan(start));
        for (var i = 0; i < values.Length; i++)
            Writes.Add((unit, (ushort)(start + i), values[i]));
    }

    public async ValueTask DisposeAsync()
    {
        await _silence.DisposeAsync();
        await _line.DisposeAsync();
        await Base.DisposeAsync();
    }

    private IBusLine Open() => Base.Port.OpenAsync(this, CancellationToken.None).Result;

    private void Take(byte[] more, bool quiet)
    {
        var buffer = new ReadOnlySequence<byte>([.. _heard, .. more]);
        var output = new ArrayBufferWriter<byte>();
        RtuReadStatus status;
        while ((status = RtuReader.ReadRequest(ref buffer, Units, quiet, out var request, out var skip)) != RtuReadStatus.NeedMore)
        {
            if (status == RtuReadStatus.Frame)
                _server.Answer(request, output);
            else if (skip.Reason == RtuSkipReason.OtherUnit)
                Others++;
        }

        _heard = buffer.ToArray();
        if (Answers && output.WrittenCount > 0)
            _line.Send(output.WrittenMemory.ToArray());
    }
}
