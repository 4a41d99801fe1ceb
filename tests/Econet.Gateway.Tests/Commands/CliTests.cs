using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;
using Econet.Gateway.Tests.WholeSystem;

namespace Econet.Gateway.Tests.Commands;

public sealed class CliTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose()
    {
        _directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("demo", "-h")]
    public async Task Help_should_tell_every_option_variable_and_key(params string[] arguments)
    {
        Assert.Equal(Cli.Ok, await RunAsync(arguments));

        Assert.All(Settings.All, s => Assert.Contains($"  {s.Option} <value> ", _out.ToString(), StringComparison.Ordinal));
        Assert.All(Settings.All, s => Assert.Contains(s.Name, _out.ToString(), StringComparison.Ordinal));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Vocabulary_check_should_tell_everything_that_is_wrong_with_a_file()
    {
        var file = Path.Combine(_directory.Path, "own.yaml");
        await File.WriteAllTextAsync(file, "system: gm3\nparameters:\n  A: {titel: B}\n  C: {scale: x}\n");
        Assert.Equal(78, await RunAsync("vocabulary", "check", file));
        Assert.Equal(2, _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("own.yaml line 4: 'x' is not a scale", _error.ToString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "system: gm3\nparameters:\n  A: {title: B}\n");
        Assert.Equal(Cli.Ok, await RunAsync("vocabulary", "check", file));
        Assert.Contains("1 parameters of gm3, no errors", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal(Cli.Misused, await RunAsync("vocabulary", "check"));
        Assert.Equal(Cli.Misused, await RunAsync("vocabulary", "check", Path.Combine(_directory.Path, "missing.yaml")));
    }

    [Fact]
    public async Task Version_should_be_the_one_of_the_build()
    {
        Assert.Equal(Cli.Ok, await RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", _out.ToString());
    }

    [Fact]
    public async Task Unknown_command_should_be_refused_with_a_hint()
    {
        Assert.Equal(Cli.Misused, await RunAsync("server"));
        Assert.Contains("--help", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_should_tell_what_would_run_and_what_is_missing()
    {
        _environment["API_HOST"] = "127.0.0.1";
        _environment["API_PORT"] = "0";
        _environment["STATE_DIR"] = _directory.Path;
        _environment["SERIAL_PORT"] = "/dev/no-such-port";
        _environment["MQTT_URL"] = "mqtt://127.0.0.1:1";
        _environment["SERIAL_PRT"] = "x";

        Assert.Equal(Cli.Ok, await RunAsync("check"));

        var told = _out.ToString();
        Assert.Contains("set: SERIAL_PORT=/dev/no-such-port (environment)", told, StringComparison.Ordinal);
        Assert.Contains("note: SERIAL_PRT (environment) is not a setting; did you mean SERIAL_PORT?", told, StringComparison.Ordinal);
        Assert.Contains("API on 127.0.0.1:0: ok", told, StringComparison.Ordinal);
        Assert.Matches("heatpump: GM3 bus at /dev/no-such-port: .*no-such-port", told);
        Assert.DoesNotContain("MQTT broker mqtt://127.0.0.1:1: ok", told, StringComparison.Ordinal);
        Assert.EndsWith("The gateway would start.\n", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_should_say_that_there_is_no_device()
    {
        _environment["API_PORT"] = "0";
        Assert.Equal(Cli.Ok, await RunAsync("check"));
        Assert.Contains("devices: none is configured", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_should_end_with_78_when_the_gateway_would_not_start()
    {
        _environment["API_PORT"] = "high";
        Assert.Equal(78, await RunAsync("check"));
        Assert.Contains("API_PORT (environment): 'high' is not allowed", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exported_configuration_should_give_the_same_gateway_again_without_secrets()
    {
        _directory.Write("config.yaml", """
            api: { port: 8080 }
            devices:
              cottage: { kind: gm3, port: "tcp://a:1", name: "Ann's", protocol: { retry_attempts: 2 } }
              floor: { kind: neasmart, server: { type: tcp, port: 1502 }, labels: { base1_zone1: "Bath: upstairs" } }
            """);
        _environment["MQTT_URL"] = "mqtt://ann:hidden@broker";
        _environment["LOG_LEVEL"] = "DEBUG";

        Assert.Equal(Cli.Ok, await RunAsync("config", "export"));
        var exported = _out.ToString();
        Assert.DoesNotContain("hidden", exported, StringComparison.Ordinal);
        Assert.Contains("  level: 'DEBUG'  # environment", exported, StringComparison.Ordinal);

        using var other = new TemporaryDirectory();
        other.Write("config.yaml", exported);
        var again = GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), new Dictionary<string, string>(), other.Path));
        Assert.Equal(8080, again.ApiPort);
        var cottage = Assert.IsType<Gm3Device>(again.Devices.Devices[0]);
        Assert.Equal(("cottage", "Ann's", "tcp://a:1", 2), (cottage.Id, cottage.Name, cottage.Port, cottage.Options.Attempts));
        Assert.Equal("Bath: upstairs", again.Devices.LabelsOf("floor").Zone(1, 1));
    }

    [Fact]
    public async Task Bad_setting_should_end_the_start_with_its_name()
    {
        _environment["API_PORT"] = "high";

        Assert.Equal(Cli.Misused, await RunAsync("demo"));
        Assert.StartsWith("API_PORT (environment): 'high'", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_option_should_be_named_as_it_was_given()
    {
        Assert.Equal(Cli.Misused, await RunAsync("demo", "--api-port", "high"));
        Assert.StartsWith("--api-port (command line): 'high'", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_should_end_the_start_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        _environment["API_HOST"] = "127.0.0.1";
        _environment["API_PORT"] = PortOf(other);

        Assert.Equal(Cli.Failed, await RunAsync("demo"));

        var error = OneLine();
        Assert.Contains("API_PORT (environment)", error, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{PortOf(other)}: it is in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modbus_port_in_use_should_end_the_start_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        _environment["API_HOST"] = "127.0.0.1";
        _environment["API_PORT"] = "0";
        _environment["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp";
        _environment["NEASMART_GATEWAY_SERVER_ADDRESS"] = "127.0.0.1";
        _environment["NEASMART_GATEWAY_SERVER_PORT"] = PortOf(other);

        Assert.Equal(Cli.Failed, await RunAsync());

        var error = OneLine();
        Assert.StartsWith("NEASMART_GATEWAY_SERVER_PORT (environment), ", error, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{PortOf(other)}: it is in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_should_end_when_two_settings_of_the_protection_contradict_each_other()
    {
        _environment["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp";
        _environment["NEASMART_API_ENABLE_AUTH"] = "true";
        _environment["API_AUTH"] = "off";

        Assert.Equal(Cli.Misused, await RunAsync());
        Assert.StartsWith("NEASMART_API_ENABLE_AUTH (environment): true means API_AUTH=all, but API_AUTH (environment) is off", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_address_should_end_the_start_in_one_line()
    {
        _environment["API_HOST"] = "192.0.2.1";

        Assert.Equal(Cli.Failed, await RunAsync("demo"));
        Assert.Contains("API_HOST (environment)", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_directory_should_be_refused_when_it_is_a_file()
    {
        _environment["STATE_DIR"] = _directory.Write("state", "");

        Assert.Equal(Cli.Misused, await RunAsync("demo"));
        Assert.StartsWith("STATE_DIR (environment): ", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unexpected_failure_should_end_the_start_in_one_line()
    {
        _environment["API_PORT"] = "0";
        _environment["STATE_DIR"] = _directory.Path;
        _environment["HOCON_FILE"] = _directory.Write("akka.conf", "akka.actor.provider = nonsense");

        Assert.Equal(Cli.Failed, await RunAsync("demo"));
        Assert.Contains("nonsense", OneLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_check_should_fail_when_nobody_answers()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        _environment["API_PORT"] = PortOf(closed);
        closed.Stop();

        Assert.Equal(Cli.Failed, await RunAsync("healthcheck"));
        Assert.Contains("does not answer", OneLine(), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Health_check_should_find_a_gateway_whose_port_it_was_not_told_and_use_no_proxy()
    {
        await using var gateway = GatewayProcess.Start(
            _directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = "/dev/no-such-port" }, "--api-port", "0");
        using var client = await gateway.ClientAsync();
        await using var check = GatewayProcess.Start(
            _directory.Path, new Dictionary<string, string> { ["API_PORT"] = "", ["HTTP_PROXY"] = "http://127.0.0.1:1", ["http_proxy"] = "http://127.0.0.1:1" },
            "healthcheck");

        Assert.Equal((Cli.Ok, ""), await check.EndAsync());
    }

    [Theory]
    [InlineData("200 OK", Cli.Ok)]
    [InlineData("503 Service Unavailable", Cli.Failed)]
    public async Task Health_check_should_tell_what_the_gateway_answers(string status, int code)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        _environment["API_PORT"] = PortOf(server);
        var check = RunAsync("healthcheck");

        using var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("GET /health/live HTTP/1.1", await reader.ReadLineAsync());
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal(code, await check);
    }

    private static string PortOf(TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private string OneLine()
    {
        var lines = _error.ToString().TrimEnd().Split('\n');
        Assert.DoesNotContain("   at ", _error.ToString(), StringComparison.Ordinal);
        return Assert.Single(lines);
    }

    private Task<int> RunAsync(params string[] arguments) =>
        Cli.RunAsync(arguments, new Surroundings(_out, _error, _environment, _directory.Path, () => []));
}
