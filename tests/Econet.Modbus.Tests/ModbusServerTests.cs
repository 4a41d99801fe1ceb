using System.Buffers;

namespace Econet.Modbus.Tests;

public class ModbusServerTests
{
    private static readonly UnitSet Units = new(240, 241);

    private readonly Registers _registers = new();

    [Theory]
    [InlineData("03 00 6B 00 03", "03 06 02 2B 00 00 00 64")]
    [InlineData("06 00 01 00 03", "06 00 01 00 03")]
    [InlineData("10 00 01 00 02 04 00 0A 01 02", "10 00 01 00 02")]
    [InlineData("17 00 6B 00 02 00 6C 00 01 02 00 FF", "17 04 02 2B 00 FF")]
    public void Server_should_answer_as_the_protocol_says(string request, string answer)
    {
        _registers.Values[107] = 0x022B;
        _registers.Values[109] = 0x64;

        Assert.Equal(answer, Answer(240, request));
    }

    [Fact]
    public void Written_registers_should_hold_what_was_written()
    {
        Answer(240, "06 FF FF 12 34");
        Answer(241, "10 00 0A 00 02 04 00 01 FF FE");

        Assert.Equal(0x1234, _registers.Values[0xFFFF]);
        Assert.Equal([1, 0xFFFE], _registers.Values[10..12]);
        Assert.Equal(["write 240 65535+1", "write 241 10+2"], _registers.Calls);
    }

    [Fact]
    public void Function_23_should_write_before_it_reads()
    {
        Answer(240, "17 00 00 00 03 00 01 00 01 02 00 07");

        Assert.Equal(["write 240 1+1", "read 240 0+3"], _registers.Calls);
    }

    [Theory]
    [InlineData("01 00 00 00 01", "81 01")]
    [InlineData("2B 0E 01 00", "AB 01")]
    [InlineData("00", "80 01")]
    [InlineData("83 02", "83 01")]
    [InlineData("03 00 00 00 00", "83 03")]
    [InlineData("03 00 00 00 7E", "83 03")]
    [InlineData("03 00 00 FF FF", "83 03")]
    [InlineData("03", "83 03")]
    [InlineData("03 00 00 00", "83 03")]
    [InlineData("03 00 00 00 01 00", "83 03")]
    [InlineData("03 FF FF 00 02", "83 02")]
    [InlineData("06 00 00 00", "86 03")]
    [InlineData("06 00 00 00 01 00", "86 03")]
    [InlineData("10 00 00 00 00 00", "90 03")]
    [InlineData("10 00 00 00 01", "90 03")]
    [InlineData("10 00 00 00 01 02 00", "90 03")]
    [InlineData("10 00 00 00 01 02 00 00 00", "90 03")]
    [InlineData("10 00 00 00 01 04 00 00 00 00", "90 03")]
    [InlineData("10 00 00 00 02 02 00 00", "90 03")]
    [InlineData("10 FF FF 00 02 04 00 00 00 00", "90 02")]
    [InlineData("17 00 00 00 00 00 00 00 01 02 00 00", "97 03")]
    [InlineData("17 00 00 00 7E 00 00 00 01 02 00 00", "97 03")]
    [InlineData("17 00 00 00 01 00 00 00 00 00", "97 03")]
    [InlineData("17 00 00 00 01 00 00 00 01", "97 03")]
    [InlineData("17 00 00 00 01 00 00 00 01 02 00", "97 03")]
    [InlineData("17 FF FF 00 02 00 00 00 01 02 00 00", "97 02")]
    [InlineData("17 00 00 00 01 FF FF 00 02 04 00 00 00 00", "97 02")]
    public void Server_should_refuse_and_change_nothing_when_the_request_is_bad(string request, string answer)
    {
        Assert.Equal(answer, Answer(240, request));
        Assert.Empty(_registers.Calls);
    }

    [Theory]
    [InlineData(0x03, 125, null)]
    [InlineData(0x03, 126, "83 03")]
    [InlineData(0x10, 123, null)]
    [InlineData(0x10, 124, "90 03")]
    [InlineData(0x17, 121, null)]
    [InlineData(0x17, 122, "97 03")]
    public void Count_should_be_refused_when_one_above_the_most(byte function, byte count, string? refusal)
    {
        byte[] request = function switch
        {
            0x03 => [3, 0, 0, 0, count],
            0x10 => [0x10, 0, 0, 0, count, (byte)(2 * count), .. new byte[2 * count]],
            _ => [0x17, 0, 0, 0, 125, 0, 0, 0, count, (byte)(2 * count), .. new byte[2 * count]],
        };

        var answer = Answer(240, Bytes.Text(request));

        Assert.True(refusal is null ? answer.StartsWith($"{function:X2}", StringComparison.Ordinal) : answer == refusal, answer);
    }

    [Theory]
    [InlineData("03 00 09 00 02", "83 02")]
    [InlineData("06 00 0A 00 01", "86 02")]
    [InlineData("10 00 09 00 02 04 00 00 00 00", "90 02")]
    [InlineData("17 00 0A 00 01 00 00 00 01 02 00 00", "97 02")]
    [InlineData("17 00 00 00 01 00 0A 00 01 02 00 00", "97 02")]
    public void Server_should_refuse_and_touch_nothing_when_the_store_refuses_any_part(string request, string answer)
    {
        var registers = new Registers { Last = 9 };

        Assert.Equal(answer, Answer(registers, 240, request));
        Assert.Empty(registers.Calls);
    }

    [Theory]
    [InlineData("03 00 00 00 01")]
    [InlineData("06 00 00 00 01")]
    [InlineData("2B 0E 01 00")]
    public void Request_should_be_ignored_when_it_is_for_another_unit(string request)
    {
        Assert.Equal("", Answer(239, request));
        Assert.Equal("", Answer(255, request));
        Assert.Empty(_registers.Calls);
    }

    [Theory]
    [InlineData("06 00 02 00 01", "write 0 2+1")]
    [InlineData("10 00 02 00 01 02 00 05", "write 0 2+1")]
    [InlineData("03 00 00 00 01", null)]
    [InlineData("17 00 00 00 01 00 00 00 01 02 00 00", null)]
    [InlineData("10 00 02 00 02 02 00 05", null)]
    [InlineData("2B 0E 01 00", null)]
    public void Broadcast_should_be_taken_when_it_only_writes_and_never_be_answered(string request, string? call)
    {
        Assert.Equal("", Answer(0, request));
        Assert.Equal(call is null ? [] : [call], _registers.Calls);
    }

    [Fact]
    public void Tcp_answer_should_repeat_transaction_and_unit_wherever_the_request_is_cut()
    {
        var server = new ModbusServer(Units, _registers);
        var bytes = Bytes.Hex("AB CD 00 00 00 06 F1 03 00 00 00 01");
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var output = new ArrayBufferWriter<byte>();
            var buffer = Bytes.Cut(bytes, cut);
            Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref buffer, out var frame));

            Assert.True(server.Answer(frame, output));
            Assert.Equal("AB CD 00 00 00 05 F1 03 02 00 00", Bytes.Text(output.WrittenSpan));
        }
    }

    [Fact]
    public void Rtu_answer_should_carry_unit_and_crc()
    {
        var output = new ArrayBufferWriter<byte>();
        var answered = new ModbusServer(new UnitSet(0x11), _registers).Answer(
            new RtuFrame(0x11, Bytes.Whole(Bytes.Hex("06 00 01 00 03"))), output);

        Assert.True(answered);
        Assert.Equal("11 06 00 01 00 03 9A 9B", Bytes.Text(output.WrittenSpan));
    }

    [Fact]
    public void Output_should_stay_empty_when_there_is_no_answer()
    {
        var server = new ModbusServer(Units, _registers);
        var output = new ArrayBufferWriter<byte>();
        var pdu = Bytes.Whole(Bytes.Hex("06 00 01 00 03"));

        Assert.False(server.Answer(new RtuFrame(0, pdu), output));
        Assert.False(server.Answer(new MbapFrame(1, 5, pdu), output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Answering_should_leave_no_garbage()
    {
        var server = new ModbusServer(Units, new Silent());
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var request = new MbapFrame(1, 240, Bytes.Whole(Bytes.Hex("17 00 00 00 7D 00 00 00 02 04 00 00 00 00")));
        server.Answer(request, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            server.Answer(request, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(248)]
    public void Units_should_be_refused_when_no_server_may_have_them(byte unit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new UnitSet(240, unit));

    [Fact]
    public void Units_should_be_refused_when_there_are_none() => Assert.Throws<ArgumentException>(() => new UnitSet());

    private static string Answer(IRegisterStore store, byte unit, string request)
    {
        Span<byte> answer = stackalloc byte[Pdu.MaxSize];
        return Bytes.Text(answer[..new ModbusServer(Units, store).Answer(unit, Bytes.Hex(request), answer)]);
    }

    private string Answer(byte unit, string request) => Answer(_registers, unit, request);

    private sealed class Silent : IRegisterStore
    {
        public bool CanRead(byte unit, ushort start, int count) => true;

        public bool CanWrite(byte unit, ushort start, int count) => true;

        public void Read(byte unit, ushort start, Span<ushort> values) => values.Clear();

        public void Write(byte unit, ushort start, ReadOnlySpan<ushort> values)
        {
        }
    }
}
