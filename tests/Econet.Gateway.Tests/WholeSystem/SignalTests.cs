using System.Net;
using System.Runtime.InteropServices;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Signals, as people and init systems send them.</summary>
[Collection(Processes.Name)]
public sealed class SignalTests : IDisposable
{
    private const int SigHup = 1;
    private const nint DefaultAction = 0;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Settings_should_be_read_again_on_a_signal_and_what_is_wrong_in_them_be_told()
    {
        _directory.Write("config.yaml", "devices:\n  house: { kind: gm3, port: 'tcp://127.0.0.1:1' }\n");
        await using var gateway = Start([]);
        using var client = await gateway.ClientAsync();
        _directory.Write(
            "config.yaml", """
            devices:
              house: { kind: gm3, port: 'tcp://127.0.0.1:1' }
              floor: { kind: neasmart, server: { type: tcp, address: 127.0.0.1, port: 0 } }
            logging: { level: DEBUG }
            """);

        gateway.Signal(SigHup);

        await gateway.LineAsync("SIGHUP received");
        await gateway.LineAsync("The settings were reloaded");
        await client.UntilAsync("/api/devices/floor/status", (status, body) =>
            status == HttpStatusCode.OK && body.TryGetProperty("server", out var server) && server.GetProperty("listening").GetBoolean());
        await gateway.LineAsync("DBUG");
        _directory.Write("config.yaml", "devices:\n  house: { kind: gm3 }\n");

        gateway.Signal(SigHup);

        Assert.Contains("devices.house.port (config.yaml line 2) is not set; it takes", await gateway.LineAsync("The settings can't be reloaded"), StringComparison.Ordinal);
        Assert.Equal(2, (await client.AskAsync("/api/devices")).Body.GetProperty("devices").GetArrayLength());
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
    }

    [FactOnLinux]
    public async Task Start_should_end_in_order_when_it_is_told_to_end_before_it_is_over()
    {
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = "tcp://127.0.0.1:1" });
        await gateway.LineAsync("Econet.Gateway ");

        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
        Assert.DoesNotContain("EROR", gateway.Output, StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Signal_to_read_the_settings_should_wait_for_the_end_of_the_start()
    {
        await using var gateway = Start(new() { ["SERIAL_PORT"] = "tcp://127.0.0.1:1" });
        await gateway.LineAsync("Econet.Gateway ");

        gateway.Signal(SigHup);

        await gateway.LineAsync("The settings were reloaded");
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
    }

    /// <summary>One that hears the signal, also where the tests were started with nohup: what a process ignores, those that it starts ignore too, and .NET with them.</summary>
    private GatewayProcess Start(Dictionary<string, string> settings)
    {
        var former = Signal(SigHup, DefaultAction);
        try
        {
            return GatewayProcess.Start(_directory.Path, settings);
        }
        finally
        {
            _ = Signal(SigHup, former);
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Signal(int signal, nint action);
}
