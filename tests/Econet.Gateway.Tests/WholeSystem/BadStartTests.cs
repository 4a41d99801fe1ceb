using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Econet.Actors.Ports;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>What people do wrong, and what they are told.</summary>
[Collection(Processes.Name)]
public sealed class BadStartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _settings = [];

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Gateway_without_a_device_should_say_what_to_do_and_take_one()
    {
        await using var gateway = Start();
        using var client = await gateway.ClientAsync();

        var problem = Assert.Single((await client.AskAsync("/health")).Body.GetProperty("problem").EnumerateArray(), one => one.GetProperty("code").GetString() == "no_device");
        Assert.StartsWith("No device is configured: ", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.AskAsync("/api/parameters")).Status);

        using var device = new StringContent("""{"id":"cottage","kind":"gm3","port":"tcp://127.0.0.1:1"}""", Encoding.UTF8, "application/json");
        using var added = await client.PostAsync(new Uri("/api/devices", UriKind.Relative), device);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.DoesNotContain((await client.AskAsync("/health")).Body.GetProperty("problem").EnumerateArray(), one => one.GetProperty("code").GetString() == "no_device");
    }

    [FactOnLinux]
    public async Task Start_should_end_in_one_line_when_the_port_of_the_api_is_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        _settings["API_PORT"] = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var gateway = Start("demo");

        var (code, error) = await gateway.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("API_PORT (environment)", Assert.Single(Lines(error)), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Start_should_end_with_key_and_line_when_the_configuration_is_wrong()
    {
        _directory.Write("config.yaml", "serial:\n  port: /dev/ttyUSB0\n  baud: fast\n");
        await using var gateway = Start();

        var (code, error) = await gateway.EndAsync();

        Assert.Equal(2, code);
        Assert.StartsWith("serial.baud (config.yaml line 3): 'fast'", Assert.Single(Lines(error)), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Gateway_should_serve_its_state_while_the_port_does_not_exist()
    {
        _settings["SERIAL_PORT"] = Path.Combine(_directory.Path, "ttyUSB0");
        await using var gateway = Start();
        using var client = await gateway.ClientAsync();

        await gateway.LineAsync("ttyUSB0 does not exist");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.AskAsync("/health")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.AskAsync("/api/parameters")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync("/health/live")).Status);
        Assert.Equal("connecting", (await client.AskAsync("/api/status")).Body.GetProperty("state").GetString());
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
    }

    [FactOnLinux]
    [SupportedOSPlatform("linux")]
    public async Task Gateway_should_say_so_when_the_port_is_in_use_and_take_it_once_it_is_free()
    {
        _settings["SERIAL_PORT"] = Path.Combine(_directory.Path, "bus");
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), TimeProvider.System);
        await using var server = new PtyBusServer(bus.Port, _settings["SERIAL_PORT"]);
        await server.StartAsync();
        var holder = await BusPorts.Parse(_settings["SERIAL_PORT"]).OpenAsync(new Deaf(), CancellationToken.None);
        await using var gateway = Start();

        await gateway.LineAsync("is in use by another process");
        await holder.DisposeAsync();

        await gateway.LineAsync("Connected to ");
    }

    [FactOnLinux]
    public async Task Gateway_should_run_with_a_warning_when_it_can_keep_no_state()
    {
        // Not even root can create a directory there.
        _settings["STATE_DIR"] = "/proc/econet";
        await using var gateway = Start("demo");

        await gateway.LineAsync("WARN STATE_DIR (environment): /proc/econet is not writable");

        using var client = await gateway.ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync("/health/live")).Status);
    }

    private static string[] Lines(string text) => text.TrimEnd().Split('\n');

    private GatewayProcess Start(params string[] arguments) => GatewayProcess.Start(_directory.Path, _settings, arguments);

    private sealed class Deaf : IBusReceiver
    {
        public void Received(ReadOnlyMemory<byte> bytes)
        {
        }

        public void Gone(string reason)
        {
        }
    }
}
