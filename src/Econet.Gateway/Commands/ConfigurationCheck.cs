using System.Net;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Inventory;
using Econet.Gateway.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;

namespace Econet.Gateway.Commands;

/// <summary>Tries what a start needs, a line each, and leaves everything as it was.</summary>
internal static class ConfigurationCheck
{
    /// <summary>What sysexits.h calls EX_CONFIG.</summary>
    public const int WouldNotStart = 78;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(Request.Check request, Surroundings around)
    {
        SettingValues values;
        GatewayOptions options;
        try
        {
            values = SettingValues.Load(request.Settings, around.Environment, around.Directory);
            options = GatewayOptions.From(values);
        }
        catch (ConfigurationException bad)
        {
            await around.Error.WriteLineAsync($"settings: {bad.Message.ReplaceLineEndings(" ")}");
            return WouldNotStart;
        }

        foreach (var given in values.Given)
        {
            await around.Out.WriteLineAsync($"set: {given.Name}={given.Text} ({given.Source})");
        }

        foreach (var remark in values.Remarks)
        {
            await around.Out.WriteLineAsync($"note: {remark}");
        }

        // The gateway starts without a port, a broker or a directory that are away, and says so; it does not start without an address to serve on.
        var fatal = await TellAsync($"API on {new IPEndPoint(options.ApiHost, options.ApiPort)}", Cli.Unbindable(options.ApiHost, options.ApiPort));
        await TellAsync(
            "devices",
            options.Devices.Devices.Count == 0 && !new AddedDevicesFile(options.StateDirectory).Exists
                ? "none is configured; set SERIAL_PORT or NEASMART_GATEWAY_SERVER_TYPE, or add one on the gateway's page" : null,
            $"{options.Devices.Devices.Count}");
        foreach (var device in options.Devices.Devices)
        {
            switch (device)
            {
                case Gm3Device gm3:
                    await TellAsync($"{gm3.Id}: GM3 bus at {gm3.Port}", await WhyClosedAsync(BusPorts.Parse(gm3.Port, gm3.Options.Baud), around.Stop));
                    break;
                case NeaSmartDevice { Options.Server: NeaSmartServer.Tcp tcp }:
                    fatal |= await TellAsync($"{device.Id}: Modbus TCP on {new IPEndPoint(tcp.Address, tcp.Port)}", Cli.Unbindable(tcp.Address, tcp.Port));
                    break;
                case NeaSmartDevice { Options.Server: NeaSmartServer.Rtu rtu }:
                    await TellAsync($"{device.Id}: Modbus RTU at {rtu.Port.Name}", await WhyClosedAsync(rtu.Port, around.Stop));
                    break;
            }
        }

        await TellAsync($"state in {options.StateDirectory}", StateDirectories.WhyUnwritable(options.StateDirectory));
        if (options.Mqtt is { } mqtt)
        {
            await TellAsync($"MQTT broker {mqtt}", await WhyRefusedAsync(mqtt, around.Stop));
        }

        await around.Out.WriteLineAsync(fatal ? "The gateway would not start." : "The gateway would start.");
        return fatal ? WouldNotStart : Cli.Ok;

        async Task<bool> TellAsync(string what, string? wrong, string right = "ok")
        {
            await around.Out.WriteLineAsync($"{what}: {wrong?.ReplaceLineEndings(" ") ?? right}");
            return wrong is not null;
        }
    }

    private static async Task<string?> WhyClosedAsync(IBusPort port, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            await using var line = await port.OpenAsync(Deaf.Instance, either.Token);
            return null;
        }
        catch (BusPortException closed)
        {
            return closed.Message;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"it could not be opened within {Patience.TotalSeconds:F0} s";
        }
    }

    private static async Task<string?> WhyRefusedAsync(MqttOptions options, CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        // A name of its own: with the gateway's the broker would end the connection of one that runs.
        var probe = options with { ClientId = $"{options.ClientId}-check" };
        try
        {
            var answer = await client.ConnectAsync(
                BrokerClient.Options(probe, $"{options.BaseTopic}/check", MqttProtocolVersion.V311), either.Token);
            await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), either.Token);
            return answer.ResultCode == MqttClientConnectResultCode.Success ? null : $"it refuses the connection: {answer.ResultCode}";
        }
        catch (Exception refused) when (!stop.IsCancellationRequested)
        {
            return refused is OperationCanceledException ? $"it did not answer within {Patience.TotalSeconds:F0} s" : refused.Message;
        }
    }

    private sealed class Deaf : IBusReceiver
    {
        public static readonly Deaf Instance = new();

        public void Received(ReadOnlyMemory<byte> bytes)
        {
        }

        public void Gone(string reason)
        {
        }
    }
}
