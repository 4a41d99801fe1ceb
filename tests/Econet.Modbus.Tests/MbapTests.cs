using System.Buffers;
using CsCheck;

namespace Econet.Modbus.Tests;

public class MbapTests
{
    private static readonly Gen<(ushort Transaction, byte Unit, byte[] Pdu)> Frames =
        Gen.Select(Gen.UShort, Gen.Byte, Gen.Byte.Array[1, Pdu.MaxSize]);

    [Fact]
    public void Reader_should_find_the_frame_when_it_is_whole()
    {
        var buffer = Bytes.Whole(Bytes.Hex("00 01 00 00 00 06 F0 03 00 01 00 02 AA"));

        Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref buffer, out var frame));

        Assert.Equal((1, 0xF0), (frame.TransactionId, frame.Unit));
        Assert.Equal("03 00 01 00 02", Bytes.Text(frame.Pdu));
        Assert.Equal("AA", Bytes.Text(buffer));
    }

    [Theory]
    [InlineData("00 01 01", MbapReadStatus.BadProtocol)]
    [InlineData("00 01 00 01", MbapReadStatus.BadProtocol)]
    [InlineData("00 01 00 00 01", MbapReadStatus.BadLength)]
    [InlineData("00 01 00 00 00 00", MbapReadStatus.BadLength)]
    [InlineData("00 01 00 00 00 FF", MbapReadStatus.BadLength)]
    public void Reader_should_tell_a_fault_as_soon_as_its_byte_is_there(string bytes, MbapReadStatus fault)
    {
        var buffer = Bytes.Whole(Bytes.Hex(bytes));
        var before = buffer.Slice(0, buffer.Length - 1);

        Assert.Equal(MbapReadStatus.NeedMore, MbapReader.Read(ref before, out _));
        Assert.Equal(fault, MbapReader.Read(ref buffer, out _));
        Assert.Equal(bytes, Bytes.Text(buffer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Pdu.MaxSize)]
    public void Reader_should_take_the_shortest_and_the_longest_pdu(int size)
    {
        var output = new ArrayBufferWriter<byte>();
        MbapWriter.Write(output, 7, 240, new byte[size]);
        var buffer = Bytes.Whole(output.WrittenSpan.ToArray());

        Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref buffer, out var frame));
        Assert.Equal(size, frame.Pdu.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Pdu.MaxSize + 1)]
    public void Writer_should_refuse_a_pdu_that_no_frame_holds(int size) =>
        Assert.Throws<ArgumentException>(() => MbapWriter.Write(new ArrayBufferWriter<byte>(), 7, 240, new byte[size]));

    [Fact]
    public void Reader_should_pass_on_a_frame_that_is_too_short_so_that_the_next_one_is_found()
    {
        var buffer = Bytes.Whole(Bytes.Hex("00 01 00 00 00 01 10 00 02 00 00 00 02 F0 03"));

        Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref buffer, out var shortest));
        Assert.Equal((0x10, true), (shortest.Unit, shortest.Pdu.IsEmpty));
        Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref buffer, out var next));
        Assert.Equal(0xF0, next.Unit);
    }

    [Fact]
    public void Pipelined_frames_should_come_out_as_they_went_in_however_they_are_cut() =>
        Gen.Select(Frames.Array[1, 6], Gen.Int[0, 800].Array[0, 8]).Sample((frames, cuts) =>
        {
            var output = new ArrayBufferWriter<byte>();
            foreach (var (transaction, unit, pdu) in frames)
            {
                MbapWriter.Write(output, transaction, unit, pdu);
            }

            var buffer = Bytes.Cut(output.WrittenSpan.ToArray(), cuts);
            foreach (var (transaction, unit, pdu) in frames)
            {
                Assert.Equal(MbapReadStatus.Frame, MbapReader.Read(ref buffer, out var frame));
                Assert.Equal((transaction, unit), (frame.TransactionId, frame.Unit));
                Assert.Equal(pdu, frame.Pdu.ToArray());
            }

            Assert.Equal(MbapReadStatus.NeedMore, MbapReader.Read(ref buffer, out _));
            Assert.True(buffer.IsEmpty);
        });

    [Fact]
    public void Reader_should_need_more_at_every_place_where_a_frame_is_cut_off() => Frames.Sample(
        sent =>
        {
            var output = new ArrayBufferWriter<byte>();
            MbapWriter.Write(output, sent.Transaction, sent.Unit, sent.Pdu);
            var bytes = output.WrittenSpan.ToArray();
            for (var size = 0; size < bytes.Length; size++)
            {
                var buffer = Bytes.Whole(bytes[..size]);
                Assert.Equal(MbapReadStatus.NeedMore, MbapReader.Read(ref buffer, out _));
                Assert.Equal(size, buffer.Length);
            }
        },
        iter: 50);
}
