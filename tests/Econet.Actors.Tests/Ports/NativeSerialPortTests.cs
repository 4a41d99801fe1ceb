using System.Runtime.Versioning;
using System.Text;
using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Ports;

[Collection(PortTests.Name)]
[SupportedOSPlatform("linux")]
public sealed class NativeSerialPortTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ports").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LinuxFact]
    public async Task Port_should_name_the_connected_ports_when_there_is_no_such_file()
        => Assert.Matches(
            "/nowhere does not exist; connected ports: (none found|/dev/.+)\\.$",
            await RefusalAsync($"{_directory}/nowhere"));

    [LinuxFact]
    public async Task Port_should_refuse_what_is_not_a_terminal()
    {
        var file = $"{_directory}/file";
        await File.WriteAllTextAsync(file, "");

        Assert.Contains("is not a serial port", await RefusalAsync(file), StringComparison.Ordinal);
        Assert.Contains("is not a serial port", await RefusalAsync(_directory), StringComparison.Ordinal);
        Assert.Contains("is not a serial port", await RefusalAsync("/dev/null"), StringComparison.Ordinal);
    }

    [UnprivilegedFact]
    public async Task Port_should_name_the_group_when_the_user_may_not_open_it()
    {
        using var terminal = new PseudoTerminal();
        File.SetUnixFileMode(terminal.Path, UnixFileMode.None);

        Assert.Contains("add the user to group dialout", await RefusalAsync(terminal.Path), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Port_should_be_in_use_until_its_line_is_disposed()
    {
        using var terminal = new PseudoTerminal();
        var port = new NativeSerialPort(new SerialSettings(terminal.Path));
        var recorder = new LineRecorder();
        var first = await port.OpenAsync(recorder, CancellationToken.None);

        Assert.Contains("in use by another process", await RefusalAsync(terminal.Path), StringComparison.Ordinal);
        await terminal.WriteAsync("still"u8.ToArray());
        Assert.Equal("still"u8.ToArray(), await recorder.ReadAsync(5));

        await first.DisposeAsync();
        await using var second = await port.OpenAsync(new LineRecorder(), CancellationToken.None);
    }

    [LinuxFact]
    public async Task Port_should_be_free_again_when_it_tells_that_it_is_gone()
    {
        using var terminal = new PseudoTerminal();
        var port = new NativeSerialPort(new SerialSettings(terminal.Path), TimeSpan.FromMilliseconds(50));
        var reopened = new TaskCompletionSource<IBusLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stuck = await port.OpenAsync(new GoneReceiver(() =>
        {
            // Synchronous on purpose: at the moment of the call the port is free already.
            reopened.SetResult(port.OpenAsync(new LineRecorder(), CancellationToken.None).GetAwaiter().GetResult());
        }), CancellationToken.None);

        stuck.Send(new byte[LineLimits.MaxWaiting]);

        await (await reopened.Task.WaitAsync(Patience.Long)).DisposeAsync();
    }

    [LinuxFact]
    public async Task Port_should_follow_its_link_anew_at_each_opening()
    {
        using var before = new PseudoTerminal();
        using var after = new PseudoTerminal();
        var link = $"{_directory}/by-id";
        var port = new NativeSerialPort(new SerialSettings(link));

        File.CreateSymbolicLink(link, before.Path);
        await (await port.OpenAsync(new LineRecorder(), CancellationToken.None)).DisposeAsync();
        File.Delete(link);
        File.CreateSymbolicLink(link, after.Path);
        var recorder = new LineRecorder();
        await using var line = await port.OpenAsync(recorder, CancellationToken.None);
        await after.WriteAsync("after"u8.ToArray());

        Assert.Equal("after"u8.ToArray(), await recorder.ReadAsync(5));
    }

    [LinuxFact]
    public async Task Port_should_leave_nothing_behind_when_its_device_goes_and_comes_as_another_many_times()
    {
        var link = $"{_directory}/by-id";
        var port = new NativeSerialPort(new SerialSettings(link));
        await PlugAndUnplug();
        var (handles, threads, memory) = (ProcessFigures.Handles(), ProcessFigures.PortThreads(), ProcessFigures.Memory());

        for (var time = 0; time < 100; time++)
        {
            await PlugAndUnplug();
        }

        ProcessFigures.AssertNoGrowth(handles, threads);
        var growth = (ProcessFigures.Memory() - memory) / 1e6;
        Assert.True(growth < 5, $"{growth:F1} MB");

        async Task PlugAndUnplug()
        {
            var terminal = new PseudoTerminal();
            File.Delete(link);
            File.CreateSymbolicLink(link, terminal.Path);
            var recorder = new LineRecorder();
            await using var line = await port.OpenAsync(recorder, CancellationToken.None);
            await terminal.WriteAsync("here"u8.ToArray());
            Assert.Equal("here"u8.ToArray(), await recorder.ReadAsync(4));
            terminal.Dispose();
            await recorder.Gone;
        }
    }

    [LinuxFact]
    public async Task Port_should_forget_what_arrived_before_it_was_opened()
    {
        using var terminal = new PseudoTerminal();
        await terminal.WriteAsync("stale"u8.ToArray());

        // The terminal still echoes; once it has, the bytes lie ready for a reader.
        Assert.Equal("stale", Encoding.ASCII.GetString(await terminal.ReadAsync(5)));
        var recorder = new LineRecorder();
        await using var line = await new NativeSerialPort(new SerialSettings(terminal.Path)).OpenAsync(recorder, CancellationToken.None);
        await terminal.WriteAsync("fresh"u8.ToArray());

        Assert.Equal("fresh", Encoding.ASCII.GetString(await recorder.ReadAsync(5)));
    }

    [LinuxFact]
    public async Task Port_should_set_every_speed_that_can_be_asked_for()
    {
        using var terminal = new PseudoTerminal();
        uint[] codes = [0xD, 0xE, 0xF, 0x1001, 0x1002, 0x1003, 0x1004, 0x1005, 0x1006, 0x1007];
        foreach (var (baud, code) in SerialSettings.SupportedBauds.Zip(codes))
        {
            var port = new NativeSerialPort(new SerialSettings(terminal.Path, baud));
            await using var line = await port.OpenAsync(new LineRecorder(), CancellationToken.None);
            Assert.Equal((baud, code), (baud, terminal.SpeedCode()));
        }
    }

    private static async Task<string> RefusalAsync(string path)
    {
        var port = new NativeSerialPort(new SerialSettings(path));
        var refused = await Assert.ThrowsAsync<BusPortException>(() => port.OpenAsync(new LineRecorder(), CancellationToken.None));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }

    private sealed class GoneReceiver(Action gone) : IBusReceiver
    {
        public void Received(ReadOnlyMemory<byte> bytes)
        {
        }

        public void Gone(string reason) => gone();
    }
}
