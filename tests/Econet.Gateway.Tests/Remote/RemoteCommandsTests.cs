using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Gateway.Commands;
using Econet.Gateway.Remote;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Remote;

public sealed class RemoteCommandsTests
{
    [Fact]
    public async Task Get_should_print_a_line_for_each_value()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Ok, await run.RunAsync("get", "HDWTSetPoint", "TempOutlet"));

        Assert.Equal("HDWTSetPoint  45 °C    rw  Hot water target\nTempOutlet    37.4 °C      Flow temperature at the controller\n", run.Out);
    }

    [Fact]
    public async Task Get_should_not_let_a_device_steer_the_terminal()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Ok, await run.RunAsync("get", "Circuit1name"));

        Assert.Contains("Ground?[2Jfloor", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_should_print_the_answer_as_json()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Ok, await run.RunAsync("get", "HDWTSetPoint", "--json"));

        Assert.Equal(45, JsonDocument.Parse(run.Out).RootElement.GetProperty("parameters").GetProperty("HDWTSetPoint").GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task Get_should_fail_and_name_what_is_not_there()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Failed, await run.RunAsync("get", "HDWTSetPint"));

        Assert.Contains("Not found: HDWTSetPint", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_should_write_a_number_and_tell_old_and_new_value()
    {
        await using var run = await RemoteRun.StartAsync();
        run.Device.OnWrite = (key, value) =>
        {
            run.Device.Change(103, Value.Of((byte)47));
            return new WriteResult(key, 103, Value.Of((byte)45), Value.Of((byte)47), FakeDevice.At);
        };

        Assert.Equal(Cli.Ok, await run.RunAsync("set", "HDWTSetPoint", "47"));

        Assert.Equal([47L], run.Device.Written);
        Assert.Equal("HDWTSetPoint: 45 °C → 47 °C  Hot water target\n", run.Out);
    }

    [Fact]
    public async Task Set_should_fail_with_the_reason_of_the_gateway()
    {
        await using var run = await RemoteRun.StartAsync();
        run.Device.OnWrite = (key, _) => new WriteResult(key, null, default, default, FakeDevice.At, EconetError.Refused, "The controller refused the write");

        Assert.Equal(Cli.Failed, await run.RunAsync("set", "HDWTSetPoint", "47"));

        Assert.Equal("The controller refused the write\n", run.Error);
    }

    [Theory]
    [InlineData("48", "uint8", "48")]
    [InlineData("-1.5", "float", "-1.5")]
    [InlineData("Schedule", "uint8", "\"Schedule\"")]
    [InlineData("48", "string", "\"48\"")]
    [InlineData("on", "bool", "true")]
    [InlineData("1,5", "float", "\"1,5\"")]
    [InlineData(".5", "float", "\".5\"")]
    [InlineData("a\"b", "string", "\"a\\u0022b\"")]
    public void Given_value_should_become_json_of_its_type(string text, string type, string json) => Assert.Equal(json, GivenValue.Json(text, type));

    [Fact]
    public async Task Watch_should_print_values_and_each_change_until_it_is_stopped()
    {
        await using var run = await RemoteRun.StartAsync();
        using var stop = new CancellationTokenSource();
        var watch = run.RunAsync(["watch", "HDWTSetPoint"], stop.Token);
        await UntilAsync(() => run.Out.Contains("HDWTSetPoint  45 °C  Hot water target", StringComparison.Ordinal));

        run.Device.Change(103, Value.Of((byte)50));
        await UntilAsync(() => run.Out.Contains("HDWTSetPoint  45 °C → 50 °C", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(Cli.Ok, await watch);
        Assert.DoesNotContain("TempOutlet", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_should_end_when_no_name_exists()
    {
        await using var run = await RemoteRun.StartAsync();

        Assert.Equal(Cli.Failed, await run.RunAsync("watch", "HDWSetPoint").WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("Not found: HDWSetPoint; get --search WORDS looks for names and titles", run.Error.Trim());
    }

    [Fact]
    public async Task Watch_should_name_what_does_not_exist_and_watch_the_others()
    {
        await using var run = await RemoteRun.StartAsync();
        using var stop = new CancellationTokenSource();
        var watch = run.RunAsync(["watch", "HDWSetPoint", "HDWTSetPoint"], stop.Token);

        await UntilAsync(() => run.Out.Contains("HDWTSetPoint  45 °C", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(Cli.Ok, await watch);
        Assert.Equal("Not found: HDWSetPoint; get --search WORDS looks for names and titles", run.Error.Trim());
    }

    [Theory]
    [InlineData("get")]
    [InlineData("set", "A", "1")]
    [InlineData("watch")]
    public async Task Command_should_end_with_69_when_there_is_no_gateway(params string[] arguments)
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://{closed.LocalEndpoint}";
        closed.Stop();

        var (code, _, error) = await RunAsync([], [.. arguments, "--url", url]);

        Assert.Equal(69, code);
        Assert.Contains("can't be reached", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Command_should_send_its_key_and_not_print_it(bool fromFile)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("key", "eg_planted_1234\n");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var run = RunAsync(
            fromFile ? [] : new() { ["ECONET_API_KEY"] = "eg_planted_1234" },
            ["get", "--url", $"http://{server.LocalEndpoint}", .. fromFile ? new[] { "--api-key-file", file } : []]);

        using var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        await client.GetStream().WriteAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray());
        var (code, output, error) = await run;

        Assert.Contains("X-API-Key: eg_planted_1234", lines);
        Assert.Equal(77, code);
        Assert.Contains("--api-key-file", error, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_should_be_refused_when_it_would_not_fit_into_a_header()
    {
        var (code, _, error) = await RunAsync(new() { ["ECONET_API_KEY"] = "a\r\nX-Other: b" }, ["get", "--url", "http://127.0.0.1:1"]);

        Assert.Equal(Cli.Misused, code);
        Assert.Contains("ECONET_API_KEY", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(Dictionary<string, string> environment, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Cli.RunAsync(arguments, new Surroundings(output, error, environment, "/nowhere", () => []));
        return (code, output.ToString(), error.ToString());
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
        }
    }
}
