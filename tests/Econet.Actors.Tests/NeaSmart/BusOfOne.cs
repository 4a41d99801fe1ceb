using System.Buffers;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Modbus;

namespace Econet.Actors.Tests.NeaSmart;

/// <summary>A line in memory whose other end the test plays, as the Modbus master of a base does.</summary>
internal sealed class BusOfOne(VirtualTime time) : IBusPort
{
    private readonly List<byte> _sent = [];
    private IBusReceiver? _receiver;
    private int _opened;

    public string Name => "line";

    public bool Fails { get; set; }

    public int Opened => Volatile.Read(ref _opened);

    public bool IsOpen => _receiver is not null;

    public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _opened);
        if (Fails)
        {
            throw new BusPortException("no such port");
        }

        _receiver = receiver;
        return Task.FromResult<IBusLine>(new Line(this));
    }

    /// <summary>Puts bytes on the line; gives what is answered at once.</summary>
    public byte[] Send(params ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        time.Post(() => _receiver?.Received(copy));
        time.Settle();
        lock (_sent)
        {
            byte[] answer = [.. _sent];
            _sent.Clear();
            return answer;
        }
    }

    /// <summary>What came unasked since.</summary>
    public byte[] Hear() => Send([]);

    public void Pull()
    {
        var receiver = _receiver!;
        time.Post(() => receiver.Gone("pulled"));
        time.Settle();
    }

    private void Answer(ReadOnlyMemory<byte> bytes)
    {
        lock (_sent)
        {
            _sent.AddRange(bytes.Span);
        }
    }

    private sealed class Line(BusOfOne bus) : IBusLine
    {
        public void Send(ReadOnlyMemory<byte> bytes) => bus.Answer(bytes);

        public ValueTask DisposeAsync()
        {
            bus._receiver = null;
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Requests and answers as a master makes and reads them.</summary>
internal static class Rtu
{
    public static byte[] Request(byte unit, RegisterRequest request)
    {
        var pdu = new byte[Pdu.MaxSize];
        var output = new ArrayBufferWriter<byte>();
        RtuWriter.Write(output, unit, pdu.AsSpan(0, request.Encode(pdu)));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The words of an answer frame; empty when it holds none.</summary>
    public static ushort[] Words(byte[] answer) => WordsOf(answer.AsSpan(1..^2));

    public static ushort[] WordsOf(ReadOnlySpan<byte> pdu)
    {
        var values = new ushort[Pdu.MaxRead];
        Assert.True(RegisterAnswer.TryDecode(pdu, values, out var decoded));
        Assert.Equal(ExceptionCode.None, decoded.Exception);
        return decoded.Values.ToArray();
    }
}
