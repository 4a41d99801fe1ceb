using Econet.Gm3.Payloads;

namespace Econet.Gm3.Tests;

/// <summary>The recorded bus of a real controller, from its first byte to its last.</summary>
public class RecordingTests
{
    [RecordingFact]
    public void Frames_should_all_be_found_and_no_byte_skipped()
    {
        var bytes = Recording.Bytes();
        var reading = Reading.Segmented(bytes);
        Assert.Equal(222, reading.Frames.Count);
        Assert.Empty(reading.Skips);
        Assert.Empty(reading.Left);
        Assert.Equal(bytes, reading.Frames.SelectMany(f => f.ToArray()));
    }

    [RecordingFact]
    public void Frames_should_be_found_alike_however_the_bytes_come_in()
    {
        var bytes = Recording.Bytes();
        var frames = Reading.Segmented(bytes).Frames;
        foreach (var sizes in new int[][] { [1], [2, 3], [64], [11, 700, 1, 5], [4096] })
        {
            Assert.Equal(frames, Reading.Incremental(bytes, sizes).Frames);
            Assert.Equal(frames, Reading.Segmented(bytes, [.. Enumerable.Repeat(sizes, 200).SelectMany(s => s)]).Frames);
        }
    }

    [RecordingFact]
    public void Frames_should_be_from_and_for_whom_the_recording_has_them()
    {
        var counts = Reading.Segmented(Recording.Bytes()).Frames.CountBy(f => (f.Source, f.Destination, f.Command)).ToDictionary();
        var expected = new Dictionary<(ushort Source, ushort Destination, Command Command), int>
        {
            [(0xFFFF, 1, Command.GetParams)] = 89,
            [(1, 0xFFFF, Command.GetParamsAnswer)] = 89,
            [(100, 1, Command.ModifyParam)] = 14,
            [(1, 100, Command.ModifyParamAnswer)] = 14,
            [(100, 1, Command.Identify)] = 1,
            [(1, 100, Command.IdentifyAnswer)] = 1,
            [(100, 131, Command.Identify)] = 7,
            [(100, 195, Command.Identify)] = 2,
            [(100, 165, Command.GetParams)] = 2,
            [(165, 100, Command.GetParamsAnswer)] = 1,
            [(165, 100, Command.NoData)] = 1,
            [(100, 0xFFFF, Command.Service)] = 1,
        };
        Assert.Equal(expected, counts);
    }

    [RecordingFact]
    public void Values_of_the_controller_should_come_out_exactly()
    {
        var types = Recording.ControllerTypes();
        Assert.Equal(1447, types.Length);
        var answers = Reading.Segmented(Recording.Bytes()).Frames
            .Where(f => f is { Source: BusAddress.Controller, Command: Command.GetParamsAnswer }).ToList();
        Assert.Equal(89, answers.Count);

        var seen = new HashSet<int>();
        foreach (var answer in answers)
        {
            Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(answer.Data.Span, types, out var first, out var values));
            seen.UnionWith(Enumerable.Range(first, values.Length));
        }

        Assert.Equal(types.Length, seen.Count);
    }

    [RecordingFact]
    public void Writes_of_the_panel_should_be_read_and_be_accepted()
    {
        var types = Recording.ControllerTypes();
        var frames = Reading.Segmented(Recording.Bytes()).Frames;
        Assert.All(frames.Where(f => f.Command == Command.ModifyParam), write =>
        {
            Assert.True(Modify.TryParse(write.Data.Span, out var modify));
            Assert.True(modify.TryValue(types[modify.WireIndex], out _));
        });
        Assert.All(frames.Where(f => f.Command == Command.ModifyParamAnswer), answer => Assert.True(Modify.IsAccepted(answer)));
    }
}
