using System.Buffers;
using static Econet.Modbus.Tests.Bytes;

namespace Econet.Modbus.Tests;

public class RtuReaderTests
{
    private static readonly UnitSet Units = new(240);

    [Theory]
    [InlineData("F0 03 00 01 00 02")]
    [InlineData("F0 06 00 01 00 02")]
    [InlineData("F0 10 00 01 00 01 02 00 05")]
    [InlineData("F0 17 00 01 00 01 00 01 00 01 02 00 05")]
    [InlineData("F0 01 00 01 00 02")]
    [InlineData("F0 0F 00 01 00 08 01 FF")]
    [InlineData("F0 16 00 04 00 F2 00 25")]
    [InlineData("F0 11")]
    [InlineData("F0 2B 0E 01 00")]
    [InlineData("00 06 00 01 00 02")]
    public void Request_should_be_found_at_once_with_what_follows_left(string request)
    {
        var buffer = Whole([.. Rtu(request), 0xF0, 0x03, 0x00]);

        Assert.Equal(RtuReadStatus.Frame, RtuReader.ReadRequest(ref buffer, Units, quiet: false, out var frame, out _));
        Assert.Equal(request, $"{frame.Unit:X2} {Text(frame.Pdu)}");
        Assert.Equal(3, buffer.Length);
    }

    [Fact]
    public void Writer_should_put_the_crc_low_byte_first()
    {
        var output = new ArrayBufferWriter<byte>();
        RtuWriter.Write(output, 0x11, Hex("03 00 6B 00 03"));

        Assert.Equal("11 03 00 6B 00 03 76 87", Text(output.WrittenSpan));
        Assert.Throws<ArgumentException>(() => RtuWriter.Write(output, 1, default));
        Assert.Throws<ArgumentException>(() => RtuWriter.Write(output, 1, new byte[Pdu.MaxSize + 1]));
    }

    [Theory]
    [InlineData("05 03 00 01 00 02")]
    [InlineData("05 03 02 00 05")]
    [InlineData("05 03 04 00 05 00 06")]
    [InlineData("05 06 00 01 00 02")]
    [InlineData("05 10 00 01 00 02")]
    [InlineData("05 10 00 01 00 01 02 00 05")]
    [InlineData("05 17 02 00 05")]
    [InlineData("05 17 00 01 00 01 00 01 00 01 02 00 05")]
    [InlineData("05 01 01 FF")]
    [InlineData("05 83 02")]
    [InlineData("F1 03 02 00 05")]
    [InlineData("10 03")]
    [InlineData("10 10 00")]
    [InlineData("10 06 01")]
    [InlineData("10 41")]
    [InlineData("10 64 F0 03 00 01 00 02")]
    [InlineData("10 7F 00 00 00 00 00 00 00 00 00")]
    [InlineData("10 2B 0E 01 00")]
    public void Frame_of_another_unit_should_be_passed_over_whole(string foreign)
    {
        var bytes = Rtu(foreign);

        Assert.Equal([new RtuSkip(bytes.Length, RtuSkipReason.OtherUnit)], Skips([.. bytes, .. Rtu("F0 06 00 01 00 02")], quiet: false));
        Assert.Equal([new RtuSkip(bytes.Length, RtuSkipReason.OtherUnit)], Skips(bytes, quiet: true));
    }

    [Theory]
    [InlineData("05 03 00 01 00 02")]
    [InlineData("10 41 22")]
    public void Frame_of_another_unit_should_be_told_with_what_is_in_it(string foreign)
    {
        var buffer = Whole(Rtu(foreign));

        Assert.Equal(RtuReadStatus.Skipped, RtuReader.ReadRequest(ref buffer, Units, quiet: false, out var frame, out _));
        Assert.Equal(foreign, $"{frame.Unit:X2} {Text(frame.Pdu)}");
    }

    [Fact]
    public void Request_should_not_wait_behind_a_beginning_of_an_unknown_function_that_has_no_end()
    {
        byte[] bytes = [0x10, 0x41, 0x22, .. Rtu("F0 03 00 01 00 02")];

        Assert.Equal(["F0 03 00 01 00 02"], Requests(bytes, quiet: false));
        Assert.Equal([new RtuSkip(3, RtuSkipReason.BadChecksum)], Skips(bytes, quiet: false));
    }

    [Fact]
    public void Request_inside_another_units_frame_of_an_unknown_function_should_not_be_taken()
    {
        var inner = Rtu("F0 06 00 01 00 02");

        Assert.Empty(Requests(Rtu($"10 41 08 {Text(inner)}"), quiet: false));
    }

    [Fact]
    public void Request_inside_another_units_answer_should_not_be_taken()
    {
        var inner = Rtu("F0 06 00 01 00 02");
        var foreign = Rtu($"05 03 08 {Text(inner)}");

        Assert.Empty(Requests(foreign, quiet: true));
    }

    [Fact]
    public void Answer_of_our_own_unit_should_not_be_taken_for_a_request()
    {
        var next = "F0 06 00 01 00 02";

        Assert.Equal([next], Requests([.. Rtu("F0 03 04 00 05 00 06"), .. Rtu("F0 83 02"), .. Rtu(next)], quiet: true));
    }

    [Fact]
    public void Request_should_be_found_behind_noise_and_damage()
    {
        var damaged = Rtu("F0 03 00 01 00 02");
        damaged[4] ^= 0x10;
        byte[] bytes = [0x00, 0x00, 0xFF, .. damaged, .. Rtu("F0 06 00 01 00 02")];

        Assert.Equal(["F0 06 00 01 00 02"], Requests(bytes, quiet: true));
        var skips = Skips(bytes, quiet: true);
        Assert.Equal(11, skips.Sum(skip => skip.Bytes));
        Assert.Equal(3, skips.TakeWhile(skip => skip.Reason == RtuSkipReason.Noise).Count());
        Assert.Equal(RtuSkipReason.BadChecksum, skips[3].Reason);
    }

    [Fact]
    public void Request_should_wait_behind_a_cut_off_one_until_the_line_is_quiet()
    {
        byte[] bytes = [.. Hex("F0 10 00 01 00 10 20 00"), .. Rtu("F0 03 00 01 00 02")];

        Assert.Empty(Requests(bytes, quiet: false));
        Assert.Equal(["F0 03 00 01 00 02"], Requests(bytes, quiet: true));
        Assert.Equal(new RtuSkip(1, RtuSkipReason.Truncated), Skips(bytes, quiet: true)[0]);
    }

    [Fact]
    public void Byte_count_should_be_skipped_when_no_frame_holds_it() =>
        Assert.Equal(new RtuSkip(1, RtuSkipReason.BadLength), Skips(Hex("F0 10 00 00 00 7C F8 00"), quiet: false)[0]);

    [Theory]
    [InlineData("F0 03 00 01")]
    [InlineData("F0 03 00 01 00 02 00")]
    [InlineData("F0 10 00 01 00 02 04 00 05")]
    [InlineData("F0 10 00")]
    [InlineData("F0 17 00 01 00 01 00 01")]
    public void Request_of_unexpected_length_should_be_handed_on_when_the_line_is_quiet(string request)
    {
        Assert.Equal([request], Requests(Rtu(request), quiet: true));

        var registers = new Registers();
        Span<byte> answer = stackalloc byte[Pdu.MaxSize];
        var size = new ModbusServer(Units, registers).Answer(240, Hex(request).AsSpan(1), answer);
        Assert.Equal($"{Hex(request)[1] | 0x80:X2} 03", Text(answer[..size]));
        Assert.Empty(registers.Calls);
    }

    [Fact]
    public void Unknown_function_without_an_end_should_be_skipped_when_a_frame_could_not_be_longer()
    {
        byte[] bytes = [0xF0, 0x64, .. Enumerable.Repeat((byte)0xFF, 255)];

        Assert.Equal(new RtuSkip(1, RtuSkipReason.BadChecksum), Skips(bytes, quiet: false)[0]);
        Assert.Empty(Skips(bytes[..255], quiet: false));
    }

    [Theory]
    [InlineData("F0 03 04 00 01 00 02", 3)]
    [InlineData("F0 83 02", 3)]
    [InlineData("F0 10 00 01 00 02", 16)]
    [InlineData("F0 17 02 00 07", 23)]
    [InlineData("F0 06 00 01 00 02", 6)]
    public void Client_should_find_the_answer_among_others(string answer, byte function)
    {
        byte[] bytes = [0xFF, .. Rtu("05 03 02 00 01"), .. Rtu("F1 03 02 00 01"), .. Rtu(answer)];
        var buffer = Whole(bytes);
        var skipped = 0;
        RtuReadStatus status;
        RtuFrame frame;
        while ((status = RtuReader.ReadAnswer(ref buffer, 240, function, quiet: false, out frame, out var skip)) == RtuReadStatus.Skipped)
        {
            skipped += skip.Bytes;
        }

        Assert.Equal(RtuReadStatus.Frame, status);
        Assert.Equal(answer, $"{frame.Unit:X2} {Text(frame.Pdu)}");
        Assert.Equal(15, skipped);
    }

    [Fact]
    public void Client_should_pass_over_the_late_answer_to_another_function()
    {
        var buffer = Whole(Rtu("F0 06 00 01 00 02"));

        Assert.Equal(RtuReadStatus.Skipped, RtuReader.ReadAnswer(ref buffer, 240, 3, quiet: false, out _, out var skip));
        Assert.Equal(new RtuSkip(8, RtuSkipReason.OtherUnit), skip);
    }

    private static List<string> Requests(byte[] bytes, bool quiet) => RtuLine.Read(Cut(bytes), Units, quiet).Requests;

    private static List<RtuSkip> Skips(byte[] bytes, bool quiet) => RtuLine.Read(Cut(bytes), Units, quiet).Skips;
}
