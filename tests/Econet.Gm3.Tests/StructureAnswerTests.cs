using System.Buffers;
using CsCheck;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Gm3.Tests;

public class StructureAnswerTests
{
    private static readonly Gen<(bool WithRange, ParameterStructure[] Structures)> Any = Gen.OneOf(
        Numbered(Generate.StructureWithRange).Select(s => (true, s)),
        Numbered(Generate.StructureWithoutRange).Select(s => (false, s)));

    [Fact]
    public void Structures_should_come_back_as_written() =>
        Any.Sample(any =>
        {
            var data = Write(any.Structures, any.WithRange, int.MaxValue, out var fits);
            Assert.Equal(any.Structures.Length, fits);
            Assert.True(StructureAnswer.TryParse(data, any.WithRange, out var read));
            Assert.Equal(any.Structures, read);
        });

    [Fact]
    public void Answer_should_hold_as_many_structures_as_fit() =>
        Gen.Select(Any, Gen.Int[3, 400]).Sample((any, limit) =>
        {
            var data = Write(any.Structures, any.WithRange, limit, out var fits);
            Assert.True(data.Length <= limit);
            Assert.True(StructureAnswer.TryParse(data, any.WithRange, out var read));
            Assert.Equal(any.Structures.Take(fits), read);
            if (fits < any.Structures.Length)
            {
                Assert.True(Write(any.Structures[..(fits + 1)], any.WithRange, int.MaxValue, out _).Length > limit);
            }
        });

    [Fact]
    public void Answer_should_be_refused_at_any_length_but_its_own() =>
        Any.Where(a => a.Structures.Length > 0).Sample(any =>
        {
            var data = Write(any.Structures, any.WithRange, int.MaxValue, out _);
            for (var length = 0; length < data.Length; length++)
            {
                Assert.False(StructureAnswer.TryParse(data.AsSpan(0, length), any.WithRange, out _));
            }

            Assert.False(StructureAnswer.TryParse([.. data, 0], any.WithRange, out var none));
            Assert.Empty(none);
        }, iter: 20);

    [Fact]
    public void Structure_should_be_read_from_the_controllers_form()
    {
        // "HW" "C", int16 readable and writable, kept, max is an index: −5 to the value of parameter 0xFF38.
        Assert.True(StructureAnswer.TryParse(Hex.Bytes("01 6700 485700 4300 32 21 FBFF 38FF"), true, out var structures));
        var structure = Assert.Single(structures);
        Assert.Equal(
            new ParameterStructure(
                103, "HW", "C", ParameterType.Int16, true, true, ParameterFlags.NonVolatile | ParameterFlags.MaxIsIndex, -5, 0xFF38),
            structure);
        Assert.True(structure.HasMin && structure.HasMax && structure.MaxIsIndex && !structure.MinIsIndex);
    }

    [Fact]
    public void Structure_should_be_read_from_the_panels_form()
    {
        Assert.True(StructureAnswer.TryParse(Hex.Bytes("01 0500 5400 00 FF 15"), false, out var structures));
        var structure = Assert.Single(structures);
        Assert.Equal(new ParameterStructure(5, "T", "", ParameterType.UInt16, true, false, Exponent: -1), structure);
        Assert.False(structure.HasMin || structure.HasMax);
    }

    [Fact]
    public void Answer_should_be_refused_when_its_indices_run_over() =>
        Assert.False(StructureAnswer.TryParse(Hex.Bytes("02 FFFF 00 00 00 14 00 00 00 14"), false, out _));

    private static Gen<ParameterStructure[]> Numbered(Gen<ParameterStructure> structure) =>
        Gen.Select(structure.Array[0, 30], Gen.Int[0, 2000]).Select(
            (structures, first) => structures.Select((s, i) => s with { WireIndex = (ushort)(first + i) }).ToArray());

    private static byte[] Write(ParameterStructure[] structures, bool withRange, int limit, out int fits)
    {
        var output = new ArrayBufferWriter<byte>();
        fits = StructureAnswer.Write(output, structures, withRange, limit);
        return output.WrittenSpan.ToArray();
    }
}
