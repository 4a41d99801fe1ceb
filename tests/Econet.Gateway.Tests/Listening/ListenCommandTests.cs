using System.Text.Json;
using Econet.Gateway.Commands;
using Econet.Gateway.Listening;
using Econet.Gateway.Tests.Support;
using Econet.Gm3;

namespace Econet.Gateway.Tests.Listening;

public sealed class ListenCommandTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 22, 20, 55, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [RecordedBusFact]
    public async Task Listen_should_print_what_is_in_the_recorded_bus()
    {
        Assert.Equal(Cli.Ok, await RunAsync("listen", RecordedBus.Path!));

        var told = _out.ToString();
        Assert.Contains("polling module → controller 1: asks for the values of 100 parameters from index 100 [GET_PARAMS]", told, StringComparison.Ordinal);
        Assert.Contains("thermostat 165 → panel 100: values of 35 parameters from index 0", told, StringComparison.Ordinal);
        Assert.Contains("222 frames (34,609 bytes)", told, StringComparison.Ordinal);
        Assert.Contains(", 0 bytes skipped", told, StringComparison.Ordinal);
        Assert.Contains("No problem found.", told, StringComparison.Ordinal);
    }

    [RecordedBusFact]
    public async Task Listen_should_print_json_objects_a_line_each()
    {
        Assert.Equal(Cli.Ok, await RunAsync("listen", RecordedBus.Path!, "--json"));

        var lines = _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(222, lines.Count(line => line.GetProperty("event").GetString() == "frame"));
        Assert.Equal("polling module", lines[0].GetProperty("from_role").GetString());
        Assert.Equal(222, lines[^1].GetProperty("frames").GetInt32());
    }

    [Fact]
    public async Task Listen_should_tell_what_is_wrong_with_a_recording()
    {
        var frame = new Frame(109, BusAddress.Panel, Command.Identify).ToArray();
        var path = Path.Combine(_directory.Path, "swapped.bin");
        await File.WriteAllBytesAsync(path, [.. Enumerable.Repeat(frame, 40).SelectMany(f => f).Select(b => (byte)~b)]);

        Assert.Equal(Cli.Failed, await RunAsync("listen", path));

        Assert.Contains("swap wires A and B", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_should_give_up_a_frame_that_breaks_off_before_a_pause()
    {
        var frame = new Frame(109, BusAddress.Panel, Command.Identify).ToArray();
        var path = Write("broken.pcap", new(Start, frame.AsMemory(0, 6)), new(Start.AddSeconds(1), frame));

        Assert.Equal(Cli.Ok, await RunAsync("listen", path));

        Assert.Contains("a frame that breaks off", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 frames", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("6 bytes skipped", _out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("does not exist", "nowhere.pcap")]
    [InlineData("is empty", "empty.bin")]
    [InlineData("link type 1", "ethernet.pcap")]
    public async Task Listen_should_say_why_a_recording_can_not_be_used(string reason, string file)
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.Path, "empty.bin"), []);
        var ethernet = PcapFile.Header();
        ethernet[20] = 1;
        await File.WriteAllBytesAsync(Path.Combine(_directory.Path, "ethernet.pcap"), ethernet);

        Assert.Equal(Cli.Failed, await RunAsync("listen", file));
        Assert.Contains(reason, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_should_name_the_ports_of_the_machine_when_none_is_given_or_configured()
    {
        Assert.Equal(Cli.Misused, await RunAsync("listen"));
        Assert.Contains("/dev/ttyUSB7", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_should_not_overwrite_a_file()
    {
        _directory.Write("kept.pcap", "mine");

        Assert.Equal(Cli.Failed, await RunAsync("capture", "kept.pcap", "tcp://127.0.0.1:1"));

        Assert.Contains("already exists", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_directory.Path, "kept.pcap")));
    }

    [Fact]
    public void Recording_should_be_read_as_it_was_written()
    {
        BusPiece[] pieces = [new(Start, new byte[] { 1, 2, 3 }), new(Start.AddTicks(12_345_678), new byte[] { 4 })];

        var read = Recording.Read(Write("a.pcap", pieces), 115_200);

        Assert.True(read.HasTimes);
        Assert.Equal(pieces.Select(piece => (piece.At, Convert.ToHexString(piece.Bytes.Span))), read.Pieces.Select(piece => (piece.At, Convert.ToHexString(piece.Bytes.Span))));
    }

    [Fact]
    public void Recording_should_lack_only_its_last_packet_when_it_was_cut_off()
    {
        var path = Write("cut.pcap", new(Start, new byte[] { 1, 2, 3 }), new(Start.AddSeconds(1), new byte[] { 4, 5 }));
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 1);
        }

        Assert.Equal([1, 2, 3], Assert.Single(Recording.Read(path, 115_200).Pieces).Bytes.ToArray());
    }

    private string Write(string name, params BusPiece[] pieces)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllBytes(path, [.. PcapFile.Header(), .. pieces.SelectMany(PcapFile.Packet)]);
        return path;
    }

    private Task<int> RunAsync(params string[] arguments) => Cli.RunAsync(
        arguments, new Surroundings(_out, _error, new Dictionary<string, string>(), _directory.Path, () => ["/dev/ttyUSB7"]));
}
