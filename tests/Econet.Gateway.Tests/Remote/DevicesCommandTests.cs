using Econet.Gateway.Commands;

namespace Econet.Gateway.Tests.Remote;

public sealed class DevicesCommandTests
{
    [Fact]
    public async Task Devices_should_be_listed_with_their_state()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Ok, await run.RunAsync("devices", "list"));

        Assert.Contains("DEVICE", run.Out, StringComparison.Ordinal);
        Assert.Matches("heatpump +gm3 +running", run.Out);
    }

    [Fact]
    public async Task Device_should_be_added_and_removed()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Ok, await run.RunAsync("devices", "add", "cottage", "--port", "tcp://127.0.0.1:1", "--name", "Cottage"));
        Assert.Contains("cottage was added", run.Out, StringComparison.Ordinal);
        Assert.Equal(Cli.Ok, await run.RunAsync("devices", "add", "floor", "--modbus", "1502"));
        run.Directory.Write("barn.json", """{"kind":"gm3","port":"tcp://127.0.0.1:2","protocol":{"retry_attempts":2}}""");
        Assert.Equal(Cli.Ok, await run.RunAsync("devices", "add", "barn", "--file", "barn.json"));
        Assert.Equal(Cli.Ok, await run.RunAsync("devices", "remove", "cottage", "--delete-state"));

        Assert.Contains("cottage was removed; its state was deleted", run.Out, StringComparison.Ordinal);
        Assert.Equal(["heatpump", "floor", "barn"], run.Gateway.Econet.Devices);
    }

    [Theory]
    [InlineData("add a --port tcp://127.0.0.1:1 --modbus 1502", "one of --port")]
    [InlineData("add a", "one of --port")]
    [InlineData("add a/b --port tcp://127.0.0.1:1", "'a/b' is not allowed")]
    [InlineData("add a --file missing.json", "missing.json")]
    [InlineData("add heatpump --port tcp://127.0.0.1:1", "heatpump")]
    [InlineData("add a --port nonsense://x", "nonsense")]
    [InlineData("remove cellar", "'cellar' not found")]
    [InlineData("remove heatpump", "configuration")]
    public async Task Nonsense_should_be_refused_in_a_line(string arguments, string expected)
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.NotEqual(Cli.Ok, await run.RunAsync(["devices", .. arguments.Split(' ')]));

        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
